"""Import of a DTKS file, validated row by row, against stock django-import-export and a bare load.

Ours is the whole way of a file: received, read, checked, previewed, then applied; afterwards it is
taken back, which is held against the apply. The stock way goes through the same steps: a dry run of
all rows, which is its preview, then the import; reading the file is not counted against it. It is
measured on a sample of the same file and scaled to all of its rows; it does not get quicker with
them, so that this is in its favour. The bare load is the quickest way to the same rows in the same
tables: no reading, no checks, no history, only INSERT or COPY.
"""

import csv
import datetime
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection, models, transaction
from django.test import override_settings

from benchmarks import dtks_file, stock
from benchmarks.harness import FULL, Ratio, seconds_of
from registry.imports import runs
from registry.imports.applying.table import Table
from registry.imports.undoing import plans, undo
from registry.models import (
    Household,
    Identifier,
    ImportRun,
    ListedAid,
    Listing,
    Membership,
    Person,
    Release,
    Residence,
    RunState,
)

HOUSEHOLDS = {FULL: 42_124}
SMALL_HOUSEHOLDS, SAMPLE = 1_500, 500
STOCK_ROUNDS = 5
IMPORT = "import of a DTKS file"
TABLES: list[type[models.Model]] = [
    *(Person, Household, Identifier, Residence, Membership, Listing, ListedAid),
]


def run(size: str) -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        path = Path(folder) / "dtks.csv"
        count = dtks_file.write(path, HOUSEHOLDS.get(size, SMALL_HOUSEHOLDS))
        dry_run, once = (seconds * count for seconds in _stock(path))
        run = _received(path)
        preview, applying = seconds_of(lambda: runs.read(run)), seconds_of(lambda: _apply(run))
        loads = [_bare_load(model) for model in TABLES]
        with _taken_back():
            _empty()
            bare = seconds_of(lambda: [load() for load in loads])
        planning = seconds_of(lambda: plans.plan(run))
        undoing = seconds_of(lambda: undo.undo(run, None))
    sampled = f"dry run {dry_run:.0f} s, import {once:.0f} s; {SAMPLE:,} rows, scaled"
    parts = f"preview {preview:.1f} s, apply {applying:.1f} s"
    ours, theirs = preview + applying, dry_run + once
    return [
        _ratio(IMPORT, count, ours, "stock django-import-export", theirs, sampled),
        _ratio(IMPORT, count, ours, "bare load", bare, f"no checks; {parts}"),
        _ratio("its undo", count, undoing, "its apply", applying),
        _ratio("the page that asks before an undo", count, planning, "its apply", applying),
    ]


def _ratio(
    name: str, rows: int, seconds: float, peer: str, peer_seconds: float, note: str = ""
) -> Ratio:
    return Ratio(
        name=name,
        database=connection.vendor,
        rows=rows,
        seconds=seconds,
        peer=peer,
        peer_seconds=peer_seconds,
        note=note,
    )


def _received(path: Path) -> ImportRun:
    return runs.receive(path=path, name=path.name, kind="dtks", options={}, by=None)


def _apply(run: ImportRun) -> None:
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    if run.state != RunState.APPLIED or run.new != run.rows - run.problem:
        raise RuntimeError(f"not what was to be measured: {run.state} {run.error}")


def _stock(path: Path) -> tuple[float, float]:
    """Seconds a row: of the dry run, then of the import; the medians of some rounds, for a short
    one is at the mercy of what else the machine does.
    """
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = islice(csv.reader(file, delimiter="|"), SAMPLE + 1)
    rounds = [_stock_round(header, rows) for _ in range(STOCK_ROUNDS)]
    rehearsed, imported = (median(times) for times in zip(*rounds, strict=True))
    return rehearsed / len(rows), imported / len(rows)


def _stock_round(header: list[str], rows: list[list[str]]) -> tuple[float, float]:
    with _taken_back():
        release = Release.objects.create(code="UJI", issued_on=datetime.date(2021, 7, 1))
        rehearsed, imported = (
            seconds_of(partial(stock.import_rows, header, rows, release, dry_run=dry_run))
            for dry_run in (True, False)
        )
    return rehearsed, imported


def _bare_load(model: type[models.Model]) -> Callable[[], None]:
    """All rows of a table, taken out into memory as they stand, ready to be put back."""
    columns = [str(field.column) for field in model._meta.concrete_fields]
    name = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {name}")
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    table = Table(model, *(field.attname for field in model._meta.concrete_fields))
    return lambda: table.insert(rows)


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_household SET head_id = NULL")
        for model in reversed([*TABLES]):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
