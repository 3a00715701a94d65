"""manage.py import_file KIND PATH [options]"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from registry.imports import runs
from registry.imports.columns.other_kind import other_kind_of
from registry.imports.corrections.correction import write_correction_file
from registry.imports.holds import contradicted, hold_of
from registry.imports.importkinds import wired_kinds
from registry.imports.refusal import FileRefused
from registry.imports.words import filled_in_words, merged_in_words
from registry.models import ImportRun, RunState
from registry.tasks import follow_up

STATUS = {
    RunState.APPLIED: "applied",
    RunState.PREVIEWED: "previewed",
    RunState.REFUSED: "refused",
    RunState.NOTHING: "nothing_to_do",
}
COUNTS = (
    "rows",
    "new",
    "changed",
    "same",
    "problem",
    "warnings",
    "linked",
    "ambiguous",
    "unlinked",
)


class Command(BaseCommand):
    help = "Imports one file: people, recipients, payments, or the results of an earlier round."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=wired_kinds())
        parser.add_argument("path", type=Path)
        parser.add_argument("--release", help="code of its release (dtks, dtsen)")
        parser.add_argument("--program", help="programme, where the file has no column for it")
        parser.add_argument("--period", help="2021-04 or 2021-04..2021-06 (disbursements)")
        parser.add_argument("--sheet", help="name of the sheet")
        parser.add_argument("--map", action="append", default=[], metavar="HEADER=field")
        parser.add_argument("--relation-codes", choices=["statistik", "dukcapil"])
        parser.add_argument("--dry-run", action="store_true", help="preview only")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
        parser.add_argument("--problems", type=Path, metavar="OUT.xlsx")
        parser.add_argument("--into-demo", action="store_true", help="allow it in a demo city")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._check_paths(options["path"], options["problems"])
            run = self._run(options["path"], options)
        except FileRefused as refusal:
            self._refused(None, str(refusal), options)
            return
        self._warn(run)
        if run.state == RunState.REFUSED:
            self._refused(run, run.error, options)
            return
        if options["problems"]:
            write_correction_file(run, options["problems"])
        self._report(run, options)

    def _check_paths(self, path: Path, problems: Path | None) -> None:
        """Before anything is stored: a list of problems that has no place is refused in time."""
        if not path.is_file():
            raise FileRefused("berkas", f"Berkas {path} tidak ada")
        if problems and (problems.is_dir() or not problems.parent.is_dir()):
            raise FileRefused("problems", f"--problems {problems}: map itu tidak ada")

    def _run(self, path: Path, options: dict[str, Any]) -> ImportRun:
        chosen = {
            name: options[name]
            for name in ("release", "program", "period", "sheet", "relation_codes")
            if options[name]
        }
        if options["map"]:
            chosen["map"] = dict(self._pair(text) for text in options["map"])
        run = runs.receive(
            path=path,
            name=path.name,
            kind=options["kind"],
            options=chosen,
            by=None,
            into_demo=options["into_demo"],
            # After kill -9 a worker finishes what was begun here.
            apply_at_once=not options["dry_run"],
        )
        runs.read(run)
        if run.state == RunState.PREVIEWED and not options["dry_run"]:
            runs.ask_apply(run=run, by=None)
            runs.apply(run)
            follow_up()
        return run

    def _warn(self, run: ImportRun) -> None:
        """What the page says before anything else, for whoever looks at no page."""
        if other := other_kind_of(run):
            self.stderr.write(
                f"Peringatan: ini tampaknya {other.label}, bukan {run.get_kind_display()} "
                f"(kolom {other.words})."
            )
        if contradicted(run):
            self.stderr.write("Sebutkan arti kolomnya dengan --map.")
        examples = run.effects.get("examples", {})
        if examples.get("left_out"):
            self.stderr.write(f"{examples['left_out']} baris contoh dilewati.")
        self._tell_merged(run)
        if run.state == RunState.PREVIEWED and (hold := hold_of(run)):
            self.stderr.write(f"Belum dapat diterapkan. {hold}")

    def _tell_merged(self, run: ImportRun) -> None:
        if filled := filled_in_words(run.effects):
            cells, count, columns, rows = filled
            self.stderr.write(
                f"Isi {cells} yang digabung ke bawah dipakai untuk {count} baris di bawahnya "
                f"(kolom {columns}; mulai baris {rows})."
            )
        if found := merged_in_words(run.effects):
            cells, columns, rows = found
            self.stderr.write(
                f"{cells} digabung ke bawah (kolom {columns}; mulai baris {rows}): "
                "isinya hanya terbaca di baris pertamanya."
            )

    def _pair(self, text: str) -> tuple[str, str]:
        header, equals, field = text.rpartition("=")
        if not equals or not header or not field:
            raise FileRefused("map", f"--map {text!r}: tulis HEADER=field")
        return header, field

    def _refused(self, run: ImportRun | None, words: str, options: dict[str, Any]) -> None:
        if options["json"]:
            self._print_json(run, "refused")
        self.stderr.write(f"Berkas ditolak. {words}")
        sys.exit(2)

    def _report(self, run: ImportRun, options: dict[str, Any]) -> None:
        status = (
            "previewed"
            if options["dry_run"] and run.state == RunState.PREVIEWED
            else STATUS[RunState(run.state)]
        )
        if options["json"]:
            self._print_json(run, status)
            return
        self.stdout.write(f"{run.get_state_display()}: {run.file_name} (impor {run.pk})")
        for name in COUNTS:
            self.stdout.write(f"  {name:10} {getattr(run, name)}")

    def _print_json(self, run: ImportRun | None, status: str) -> None:
        printed: dict[str, Any] = {
            "run": run.pk if run else None,
            "status": status,
            "already_imported": run.already_imported_id if run else None,
            "sheet": run.sheet if run else None,
            "header_row": run.header_row if run else None,
            "mapping": run.mapping if run else {},
        }
        printed |= {name: getattr(run, name) if run else 0 for name in COUNTS}
        printed["seconds"] = run.seconds if run else 0
        self.stdout.write(json.dumps(printed, ensure_ascii=False))
