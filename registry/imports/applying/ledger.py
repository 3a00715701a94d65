"""Writes down every record a run makes or changes, and a digest over it all.

The change rows are what undo and a household's history read; the import's one audit row holds
their digest, so that they cannot be altered unnoticed.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from registry.imports.applying.table import Table
from registry.models import ChangeRow, ImportRun

Fields = dict[str, Any]
# One spelling for equal values: PostgreSQL keeps neither the order of keys nor the blanks.
canonical = json.JSONEncoder(default=str, sort_keys=True).encode


class Ledger:
    """The change rows of one apply. `flush` after every batch, `digest` at the end."""

    LINE = ("target", "target_id", "row_id", "before", "after")

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.count = 0
        self._table = Table(ChangeRow, "run_id", "row_id", "target", "target_id", "before", "after")
        self._pending: list[tuple[Any, ...]] = []
        self._hash = hashlib.sha256()

    def made(self, target: str, target_id: int, row_id: int | None) -> None:
        self._write(target, target_id, row_id, None, None)

    def changed(
        self, target: str, target_id: int, row_id: int | None, before: Fields, after: Fields
    ) -> None:
        self._write(target, target_id, row_id, canonical(before), canonical(after))

    def _write(
        self, target: str, target_id: int, row_id: int | None, before: str | None, after: str | None
    ) -> None:
        self._hash.update(_line(target, target_id, row_id, before, after))
        self._pending.append((self.run.pk, row_id, target, target_id, before, after))
        self.count += 1

    def flush(self) -> None:
        self._table.insert(self._pending)
        self._pending.clear()

    def begin_with(self, lines: Iterable[Sequence[Any]]) -> None:
        """Counts and digests afresh: of what was prepared some was dropped, this is left."""
        self.count = 0
        self._hash = hashlib.sha256()
        for target, target_id, row_id, *values in lines:
            texts = [None if value is None else canonical(json.loads(value)) for value in values]
            self._hash.update(_line(target, target_id, row_id, *texts))
            self.count += 1

    def digest(self) -> str:
        return self._hash.hexdigest()


def _line(
    target: str, target_id: int, row_id: int | None, before: str | None, after: str | None
) -> bytes:
    return f"{target}|{target_id}|{row_id}|{before}|{after}\n".encode()


def digest_of(run: ImportRun) -> str:
    """The digest of the change rows as they stand in the database now."""
    found = hashlib.sha256()
    rows = run.changes.order_by("pk").values_list(*Ledger.LINE)
    for target, target_id, row_id, *values in rows.iterator(chunk_size=2_000):
        texts = [None if value is None else canonical(value) for value in values]
        found.update(_line(target, target_id, row_id, *texts))
    return found.hexdigest()
