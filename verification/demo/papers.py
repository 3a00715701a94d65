"""The import runs behind the demo's rows, so that every value can name its file and row."""

import hashlib
from dataclasses import dataclass

from django.utils import timezone

from registry.models import ImportRun, Outcome, RunState, SourceFile, StagedRow
from verification.demo.batches import Batches
from verification.demo.documents import Document


@dataclass
class _Paper:
    run: int
    rows: int = 0
    linked: int = 0


class Papers:
    """Opens one run a document when its first row comes; the counts are written at the end.

    The files themselves do not exist: `path` is empty, and what a row said stands in its cells.
    """

    def __init__(self, batches: Batches, seed: int) -> None:
        self.batches = batches
        self.seed = seed
        self._open: dict[str, _Paper] = {}

    def row(self, document: Document, cells: list[str], *, linked: bool = False) -> int:
        """Keeps the cells as the document's next row and gives the row's key."""
        paper = self._open.get(document.name) or self._start(document)
        paper.rows += 1
        paper.linked += linked
        return self.batches.add(
            StagedRow,
            run_id=paper.run,
            number=paper.rows + 1,  # the header is row 1
            raw=cells,
            outcome=Outcome.NEW,
        )

    def next_number(self, document: Document) -> int:
        paper = self._open.get(document.name)
        return paper.rows + 1 if paper else 1

    def run_of(self, document: Document) -> int:
        return self._open[document.name].run

    def close(self) -> None:
        """Writes the counts of every run."""
        for paper in self._open.values():
            run = ImportRun.objects.filter(pk=paper.run)
            unlinked = paper.rows - paper.linked
            is_aid = run.filter(kind="disbursements").exists()
            run.update(
                rows=paper.rows,
                new=paper.rows,
                linked=paper.linked if is_aid else 0,
                unlinked=unlinked if is_aid else 0,
            )

    def _start(self, document: Document) -> _Paper:
        now = timezone.now()
        digest = hashlib.sha256(f"{self.seed}:{document.name}".encode()).hexdigest()
        file = self.batches.add(
            SourceFile, sha256=digest, name=document.name, size=0, path="", uploaded_at=now
        )
        run = self.batches.add(
            ImportRun,
            kind=document.kind,
            file_id=file,
            file_name=document.name,
            options=document.options,
            state=RunState.APPLIED,
            header_row=1,
            headers=document.header,
            applied_at=now,
            progress=100,
        )
        paper = self._open[document.name] = _Paper(run)
        return paper
