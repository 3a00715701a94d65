"""make_demo: a made-up city in an empty database, or as spreadsheets."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from programs.overlap import upkeep
from registry.areas import SHIPPED_CITY
from registry.models import Household
from verification.demo.accounts import Account, make_accounts
from verification.demo.city import City
from verification.demo.database import NotEmpty, fill
from verification.demo.files import write_files

REAL_SIZE = 42_124
BAR_WIDTH = 30


class Bar:
    """A progress bar on standard error; silent where nobody looks."""

    def __init__(self, total: int, out: Any) -> None:
        self.total = total
        self.out = out
        self._shown = -1

    def show(self, done: int) -> None:
        percent = done * 100 // max(self.total, 1)
        if percent == self._shown:
            return
        self._shown = percent
        filled = percent * BAR_WIDTH // 100
        bar = "#" * filled + "." * (BAR_WIDTH - filled)
        words = f"Membuat kota contoh [{bar}] {percent:3}%"
        if self.out.isatty():
            self.out.write(f"\r{words}", ending="" if percent < 100 else "\n")
            self.out.flush()
        elif percent % 10 == 0:
            self.out.write(words)


class Command(BaseCommand):
    help = "Membuat kota contoh: data rekaan dalam perbandingan Kota Samarinda."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--households", type=int, default=REAL_SIZE, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--files", type=Path, metavar="DIR", help="tulis sebagai berkas saja")
        parser.add_argument("--if-empty", action="store_true", help="diam bila sudah ada isinya")
        parser.add_argument("--accounts", action="store_true", help="satu akun untuk tiap peran")
        parser.add_argument("--without-visits", action="store_true", help="tanpa verifikasi")

    def handle(self, **options: Any) -> None:
        if options["households"] < 1:
            raise CommandError("--households harus paling sedikit 1.", returncode=2)
        if options["if_empty"] and not options["files"] and Household.objects.exists():
            return
        if settings.CITY != SHIPPED_CITY:
            raise CommandError(
                f"Kota contoh hanya ada untuk {SHIPPED_CITY}; BANSOS_CITY={settings.CITY}. "
                "Jalankan tanpa kota contoh: make run DEMO=no.",
                returncode=2,
            )
        city = City(options["households"], options["seed"])
        if options["files"]:
            self._write_files(city, options["files"])
            return
        self._fill(city, with_visits=not options["without_visits"], accounts=options["accounts"])

    def _fill(self, city: City, *, with_visits: bool, accounts: bool) -> None:
        started = time.monotonic()
        bar = Bar(city.total, self.stderr)
        self.stderr.style_func = None
        try:
            # With the accounts or not at all: a city that nobody can enter would stay so.
            with transaction.atomic():
                fill(city, with_visits=with_visits, on_household=bar.show)
                made = make_accounts() if accounts else []
        except NotEmpty:
            raise CommandError(
                "Basis data ini sudah berisi rumah tangga; kota contoh tidak dicampur dengannya. "
                "Gunakan basis data kosong (BANSOS_DATABASE_URL).",
                returncode=2,
            ) from None
        upkeep.refresh()
        seconds = time.monotonic() - started
        self.stderr.write(f"{city.total} rumah tangga dibuat dalam {seconds:.0f} detik.")
        if made:
            self._print_accounts(made)

    def _write_files(self, city: City, folder: Path) -> None:
        is_ours = (folder / "expected.json").exists()
        if folder.exists() and not is_ours and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} harus map yang kosong atau belum ada.", returncode=2)
        expected = write_files(city, folder, Bar(city.total, self.stderr).show)
        parts = (expected, expected["verifications"], expected["dtsen"])
        count = sum(len(part["files"]) for part in parts)
        self.stderr.write(f"{count} berkas dan expected.json ditulis di {folder}.")

    def _print_accounts(self, accounts: list[Account]) -> None:
        """The only time these passwords are shown."""
        self.stdout.write("\nAkun kota contoh (kata sandi hanya ditampilkan sekali):\n")
        self.stdout.write(f"  {'Peran':<10} {'Nama pengguna':<14} {'Kata sandi':<16} Wilayah")
        for account in accounts:
            self.stdout.write(
                f"  {account.role:<10} {account.username:<14} {account.password:<16} {account.area}"
            )
        self.stdout.write("")
