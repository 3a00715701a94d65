"""manage.py create_user NAME --role ROLE --area CODE…"""

import re
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from registry.actions import reference
from registry.identifiers import mask_digits
from registry.models import Area, User
from registry.roles import Role

# As in Django's own users; a name stands in the history, so it never holds a NIK.
NAME = re.compile(r"[\w.@+-]{1,60}")


class Command(BaseCommand):
    help = "Creates a user with a role in one or more areas; 64.72 is the city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--area", required=True, nargs="+", action="extend", metavar="CODE")
        parser.add_argument("--full-name", default="")
        parser.add_argument(
            "--generate", action="store_true", help="make a password and print it once"
        )

    def handle(self, *args: Any, name: str, role: str, area: list[str], **options: Any) -> None:
        if not NAME.fullmatch(name) or mask_digits(name) != name:
            raise CommandError(
                "Nama pengguna: huruf, angka dan . @ + - _ saja, paling panjang 60, tanpa NIK.",
                returncode=2,
            )
        if User.objects.filter(username=name).exists():
            raise CommandError(f"Pengguna {name!r} sudah ada.", returncode=2)
        password = reference.random_password() if options["generate"] else self._typed_password()
        reference.create_user(
            username=name,
            password=password,
            by=None,
            role=role,
            areas=self._areas(area),
            full_name=options["full_name"],
        )
        self.stdout.write(f"Pengguna {name} ({role}) dibuat.")
        if options["generate"]:
            self.stdout.write(f"Kata sandi: {password}")

    def _areas(self, codes: list[str]) -> list[Area]:
        found = {area.code: area for area in Area.objects.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise CommandError(f"Kode wilayah tidak dikenal: {', '.join(unknown)}.", returncode=2)
        return [found[code] for code in dict.fromkeys(codes)]

    def _typed_password(self) -> str:
        if sys.stdin.isatty():
            self.stderr.write("Kata sandi (lalu Enter):")
        password = sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        return password
