"""manage.py load_outlines FILE.geojson"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.actions import reference
from registry.areas import AreasRefused
from registry.outlines import read_outlines


class Command(BaseCommand):
    help = "Loads outlines of areas (GeoJSON, properties.code) for the map."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            outlines = read_outlines(file)
            count = reference.load_outlines(outlines=outlines, by=None, source=file.name)
        except AreasRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(f"Batas {count} wilayah dimuat.")
