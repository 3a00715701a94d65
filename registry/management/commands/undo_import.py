"""manage.py undo_import RUN [--json]"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.imports.runs import WrongState
from registry.imports.undoing import plans, undo
from registry.models import ImportRun
from registry.tasks import follow_up


class Command(BaseCommand):
    help = "Takes an applied import back; lists what it leaves because it was changed since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, metavar="RUN", help="number that import_file printed")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        run = ImportRun.objects.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"Impor {options['run']} tidak ada.", returncode=2)
        try:
            found = undo.undo(run, None, shown=None)
            follow_up()
        except WrongState:
            words = f"Impor {run.pk} tidak dapat diurungkan: {run.get_state_display().lower()}"
            raise CommandError(
                f"{words}{'' if run.changes_digest else ', tanpa catatan perubahan'}.",
                returncode=2,
            ) from None
        if options["json"]:
            self._print_json(run, found)
        else:
            self._print(run, found)

    def _print_json(self, run: ImportRun, found: plans.UndoPlan) -> None:
        left = [
            {"reason": each.reason, "count": each.count, "things": [n for n, _ in each.examples]}
            for each in found.left
        ]
        printed = {"run": run.pk, "status": "undone", **found.counts(), "left_behind": left}
        self.stdout.write(json.dumps(printed, ensure_ascii=False))

    def _print(self, run: ImportRun, found: plans.UndoPlan) -> None:
        self.stdout.write(f"Diurungkan: {run.file_name} (impor {run.pk})")
        for label, count in found.removed.items():
            self.stdout.write(f"  {count} {label} dihapus")
        for label, count in found.restored.items():
            self.stdout.write(f"  {count} {label} dikembalikan")
        for left in found.left:
            self.stdout.write(f"Tetap, {left.reason}: {left.count}")
            for name, _ in left.examples:
                self.stdout.write(f"  {name}")
        for other in found.in_the_way:
            run_id, name = other.run.pk, other.run.file_name
            self.stdout.write(f"Tertahan oleh impor {run_id} ({name}): {other.count}")
