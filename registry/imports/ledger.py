"""Writes down every record a run makes or changes, and a digest over it all.

The change rows are what undo and a household's history read; the import's one audit row holds
their digest, so that they cannot be altered unnoticed.
"""

import hashlib
import json
from typing import Any

from registry.models import ChangeRow, ImportRun

Fields = dict[str, Any]


class Ledger:
    """The change rows of one apply. `flush` after every batch, `digest` at the end."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.count = 0
        self._pending: list[ChangeRow] = []
        self._hash = hashlib.sha256()

    def made(self, target: str, target_id: int, row_id: int | None) -> None:
        self._write(target, target_id, row_id, None, None)

    def changed(
        self, target: str, target_id: int, row_id: int | None, before: Fields, after: Fields
    ) -> None:
        self._write(target, target_id, row_id, before, after)

    def _write(
        self, target: str, target_id: int, row_id: int | None,
        before: Fields | None, after: Fields | None,
    ) -> None:
        line = json.dumps([target, target_id, row_id, before, after], sort_keys=True, default=str)
        self._hash.update(line.encode() + b"\n")
        self._pending.append(
            ChangeRow(
                run=self.run, row_id=row_id, target=target, target_id=target_id,
                before=before, after=after,
            )
        )
        self.count += 1

    def flush(self) -> None:
        ChangeRow.objects.bulk_create(self._pending, batch_size=5_000)
        self._pending.clear()

    def digest(self) -> str:
        return self._hash.hexdigest()
