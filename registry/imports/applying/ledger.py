"""Writes down every record a run makes or changes, and a digest over it all.

The change rows are what undo and a household's history read; the import's one audit row holds
their digest, so that they cannot be altered unnoticed. Of a run that is not applied nobody reads
them: they are written while it is prepared, batch by batch, and not under the lock.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from operator import itemgetter
from typing import Any

from registry.imports.applying.table import Table
from registry.models import ChangeRow, ImportRun

Fields = dict[str, Any]
# One spelling for equal values: PostgreSQL keeps neither the order of keys nor the blanks.
canonical = json.JSONEncoder(default=str, sort_keys=True).encode


class Ledger:
    """The change rows of one apply. `flush` after every batch, `digest` at the end.

    Keys are drawn in the order of the lines, whenever they are written: the digest follows them.
    `last` is the highest one that was drawn.
    """

    LINE = ("target", "target_id", "row_id", "before", "after")

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.count = self.last = 0
        self._table = Table(
            ChangeRow, "id", "run_id", "row_id", "target", "target_id", "before", "after"
        )
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
        keys = self._table.keys(len(self._pending))
        self._table.insert([(key, *line) for key, line in zip(keys, self._pending, strict=True)])
        self._pending.clear()
        self.last = keys[-1] if keys else self.last

    def drop(self, spans: Iterable[tuple[int, int]]) -> None:
        """The lines with keys above the first and up to the last of each, which are written."""
        for after, last in spans:
            self.run.changes.filter(pk__gt=after, pk__lte=last).delete()

    def count_again(self, kept: Iterable[Sequence[Any]]) -> None:
        """Counts and digests afresh, after some were dropped: what is written, and `kept` for
        later, as (key, *LINE) in the order of their keys.
        """
        self.count = 0
        self._hash = hashlib.sha256()
        for _, *line in merge(_written(self.run), _as_written(kept), key=itemgetter(0)):
            self._hash.update(_line(*line))
            self.count += 1

    def digest(self) -> str:
        return self._hash.hexdigest()


def _line(
    target: str, target_id: int, row_id: int | None, before: str | None, after: str | None
) -> bytes:
    return f"{target}|{target_id}|{row_id}|{before}|{after}\n".encode()


def _written(run: ImportRun) -> Iterator[Sequence[Any]]:
    """(key, *LINE), with values as texts."""
    rows = run.changes.order_by("pk").values_list("pk", *Ledger.LINE)
    for *line, before, after in rows.iterator(chunk_size=2_000):
        yield (*line, *(None if value is None else canonical(value) for value in (before, after)))


def _as_written(lines: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Values that the database gives as texts, in its own spelling."""
    for *line, before, after in lines:
        values = (None if text is None else json.loads(text) for text in (before, after))
        yield (*line, *(None if value is None else canonical(value) for value in values))


def digest_of(run: ImportRun) -> str:
    """The digest of the change rows as they stand in the database now."""
    found = hashlib.sha256()
    for _, *line in _written(run):
        found.update(_line(*line))
    return found.hexdigest()
