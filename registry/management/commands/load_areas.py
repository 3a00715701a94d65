"""manage.py load_areas FILE.csv"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry import areas
from registry.actions import reference


class Command(BaseCommand):
    help = "Loads a list of areas (CSV): adds and changes by code, never deletes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=f"columns: {','.join(areas.KNOWN)}")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = reference.load_areas(rows=areas.read_csv(file), by=None, source=file.name)
        except areas.AreasRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(f"{loaded.new} baru, {loaded.changed} berubah, {loaded.same} sama.")
