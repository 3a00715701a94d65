"""manage.py overlap_figures --from 2021-01 --to 2021-12 [--area CODE] [--json]"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bansos.lib.dates import period_words, read_month
from programs.overlap.counts import Figures, Window, figures
from registry.management.area_option import area_ids

WORDS = {
    "households": "rumah tangga",
    "none": "  tidak menerima pada periode ini",
    "one": "  menerima satu program",
    "several": "  menerima lebih dari satu program",
    "overlap": "menerima bersamaan",
    "conflict": "rangkap tidak diperbolehkan",
    "review": "perlu ditinjau",
    "double": "dibayar dua kali",
    "never": "belum pernah tercatat menerima",
    "listed_only": "terdaftar, belum ada penyaluran",
}


class Command(BaseCommand):
    help = (
        "How many households receive no aid, one programme, several, or what may not go together."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", required=True, metavar="YYYY-MM")
        parser.add_argument("--to", dest="last", required=True, metavar="YYYY-MM")
        parser.add_argument("--area", metavar="CODE", help="default: everything in the register")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(
        self, *args: Any, first: str, last: str, area: str | None, json: bool, **options: Any
    ) -> None:
        window = _window(first, last)
        found = figures(window, area_ids(area))
        self.stdout.write(_as_json(found) if json else _as_table(found, window))


def _window(first: str, last: str) -> Window:
    try:
        window = Window(read_month(first), read_month(last))
    except ValueError as error:
        raise CommandError(str(error), returncode=2) from error
    if window.first > window.last:
        raise CommandError(f"--from {first} sesudah --to {last}.", returncode=2)
    return window


def _as_json(found: Figures) -> str:
    return json.dumps(asdict(found))


def _as_table(found: Figures, window: Window) -> str:
    lines = [period_words(*window)]
    lines += [_line(words, getattr(found, name)) for name, words in WORDS.items()]
    lines += ["", "per program"] + [_line(f"  {k}", n) for k, n in found.by_program.items()]
    lines += ["", "per pasangan dalam bulan yang sama"]
    return "\n".join(lines + [_line(f"  {pair}", n) for pair, n in found.pairs.items()])


def _line(words: str, households: int) -> str:
    return f"{words:<40}{households:>10}"
