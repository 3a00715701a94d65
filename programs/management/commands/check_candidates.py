"""manage.py check_candidates PATH --period 2021-04 [--program CODE] --out OUT.xlsx"""

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand

from bansos.lib.dates import read_period
from bansos.lib.text import header_key
from programs.actions.candidates import log_check
from programs.aid_lists import programs_by_word
from programs.candidates.check import Asked, Checked, check
from programs.candidates.words import Outcome, Registered
from programs.models import Program
from programs.periods import not_far_ahead
from registry.imports.refusal import FileRefused

REASON = "perintah check_candidates"


class Command(BaseCommand):
    help = "The same list back, each row with what the register knows of it. Stores nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--period", required=True, help="2021-04 or 2021-04..2021-06")
        parser.add_argument("--program", help="programme that is to be paid; default: none yet")
        parser.add_argument("--sheet", help="name of the sheet")
        parser.add_argument("--out", type=Path, required=True, metavar="OUT.xlsx")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            self._check_paths(options["path"], options["out"])
            asked = Asked(
                _period(options["period"]), _program(options["program"]), options["sheet"] or None
            )
            checked = self._check(options["path"], asked, options["out"])
        except FileRefused as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"status": "refused"}))
            self.stderr.write(f"Berkas ditolak. {refusal}")
            sys.exit(2)
        self._report(checked, round(time.monotonic() - began, 3), as_json=options["json"])

    @staticmethod
    def _check_paths(path: Path, out: Path) -> None:
        if not path.is_file():
            raise FileRefused("berkas", f"Berkas {path} tidak ada")
        if out.suffix.lower() != ".xlsx" or out.is_dir() or not out.parent.is_dir():
            raise FileRefused("out", f"--out {out}: tulis nama berkas .xlsx di map yang ada")
        if out.exists() and out.samefile(path):
            raise FileRefused("out", "--out menimpa daftar yang diperiksa; beri nama lain")

    @staticmethod
    def _check(path: Path, asked: Asked, out: Path) -> Checked:
        """Under another name until it is whole: half a list must not pass for one."""
        with NamedTemporaryFile(dir=out.parent, prefix=".cek-", delete=False) as partial:
            whole = Path(partial.name)
            try:
                checked = check(path, path.name, asked, partial)
                partial.close()
                log_check(
                    by=None,
                    rows=checked.rows,
                    period=asked.period,
                    program=asked.program,
                    reason=REASON,
                )
                whole.replace(out)
            finally:
                whole.unlink(missing_ok=True)
        return checked

    def _report(self, checked: Checked, seconds: float, *, as_json: bool) -> None:
        table = checked.table
        if as_json:
            printed = {
                "status": "checked",
                "sheet": table.sheet.name,
                "header_row": table.header.row_number,
                "mapping": table.mapping.as_json(),
                "rows": checked.rows,
                "registered": {word: checked.registered[word] for word in Registered.values},
                "verdicts": {word: checked.outcomes[word] for word in Outcome.values},
                "seconds": seconds,
            }
            self.stdout.write(json.dumps(printed, ensure_ascii=False))
            return
        self.stdout.write(f"{checked.rows} baris diperiksa")
        for outcome in Outcome:
            if checked.outcomes[outcome]:
                self.stdout.write(f"  {outcome.label:40} {checked.outcomes[outcome]}")


def _period(text: str) -> tuple[int, int]:
    try:
        return not_far_ahead(read_period(text))
    except ValueError as error:
        raise FileRefused("period", str(error)) from error


def _program(word: str | None) -> Program | None:
    if not word:
        return None
    words = programs_by_word()
    if found := words.get(header_key(word)):
        return found
    codes = ", ".join(sorted({program.code for program in words.values()}))
    raise FileRefused("program", f"Program “{word}” tidak dikenal. Yang dikenal: {codes}.")
