"""Rows of one file with one natural key: equal ones after the first are `same`, others problems."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Count

from bansos.lib.batches import batched
from registry.imports.applying.table import Table, as_json
from registry.imports.words import rows_in_words
from registry.models import ImportRun, Outcome, StagedRow

KEYS = 500


def settle_repeated_keys(run: ImportRun, row_means: str) -> None:
    """`row_means`: what a row of this kind stands for, in the words of a problem."""
    repeated = (
        run.staged_rows.filter(outcome="")
        .exclude(key="")
        .values("key")
        .annotate(times=Count("id"))
        .filter(times__gt=1)
        .order_by()
        .values_list("key", flat=True)
    )
    for batch in batched(list(repeated), KEYS):
        with transaction.atomic():
            _settle(run, batch, row_means)


def _settle(run: ImportRun, keys: list[str], row_means: str) -> None:
    """Without cleaned values a row takes no further part: there is nothing more to judge."""
    settled = [line for rows in _by_key(run, keys) for line in _verdicts(rows, row_means)]
    Table(StagedRow, "id", "outcome", "problems", "cleaned").update(settled)


def _by_key(run: ImportRun, keys: list[str]) -> Iterator[list[tuple[int, int, str]]]:
    """(id, row number, cleaned) of the rows of each key, in the order of the file."""
    rows = run.staged_rows.filter(outcome="", key__in=keys).order_by("key", "number")
    found = rows.values_list("key", "pk", "number", "cleaned").iterator(chunk_size=2_000)
    for _, same_key in groupby(found, key=lambda row: row[0]):
        yield [(pk, number, _canonical(cleaned)) for _, pk, number, cleaned in same_key]


def _verdicts(
    rows: list[tuple[int, int, str]], row_means: str
) -> Iterator[tuple[int, str, str, None]]:
    if len({cleaned for _, _, cleaned in rows}) == 1:
        for pk, _, _ in rows[1:]:
            yield pk, Outcome.SAME.value, "[]", None
        return
    for pk, number, _ in rows:
        others = rows_in_words(other for _, other, _ in rows if other != number)
        sentence = (
            f"Baris {others} menyebut {row_means} yang sama dengan isi berbeda. "
            "Sisakan satu yang benar."
        )
        yield pk, Outcome.PROBLEM.value, as_json([["", "", sentence]]), None


def _canonical(values: Any) -> str:
    return json.dumps(values, sort_keys=True)
