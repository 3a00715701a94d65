"""Whatever lists come, in whatever order: what must hold of imports, apply and undo.

Each example is a history of small random lists of several kinds (people, families, recipients,
payments), with twins, missing numbers, damaged cells and two releases, on the real database.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from programs.models import (
    AidMark,
    AidSpan,
    AidSummary,
    AidTimeLine,
    Disbursement,
    Recipient,
)
from registry.imports import runs
from registry.imports.undoing import plans, undo
from registry.models import (
    AuditEvent,
    ChangeRow,
    ColumnMemory,
    ForeseenEffect,
    Household,
    ImportRun,
    LeftUnit,
    ListedAid,
    Membership,
    Person,
    RunState,
    SourceFile,
    StagedRow,
)
from tests.registry.imports.families import FAMILY
from tests.registry.imports.lists import HEAD, counts, preview, write_list
from tests.registry.imports.test_parallel import CLAIMED, SAID
from tests.registry.imports.test_twice import PAYMENTS, some

pytestmark = pytest.mark.django_db
# Without shrinking: a red run ends as soon as a green one.
few = settings(max_examples=15, derandomize=True, phases=[Phase.generate])
# What remembers the imports themselves; it is kept when they are taken back.
OF_RUNS = {
    *(ImportRun, SourceFile, StagedRow, ChangeRow, ForeseenEffect, LeftUnit),
    *(ColumnMemory, AuditEvent),
}


# Made anew from recipients and payments whenever a figure is asked for.
DERIVED = {AidMark, AidSpan, AidSummary, AidTimeLine}


@dataclass(frozen=True)
class List:
    """A file of one kind, before it is written."""

    kind: str
    options: dict[str, str]
    rows: list[dict[str, str]]

    def write(self, folder: Path, name: str) -> Path:
        return write_list(folder / f"{name}.csv", self.rows, list(self.rows[0]))


def a_list(kind: str, row: st.SearchStrategy[Any], **options: str | None) -> Any:
    given_options = {name: value for name, value in options.items() if value}
    rows = st.lists(row, min_size=1, max_size=5)
    return st.builds(List, st.just(kind), st.just(given_options), rows)


HOUSES = ("6472030000000001", "6472030000000002", "6472030000000003")
NIKS = (HEAD["NIK"], "6472031501100002", "6472035501100003")
# Mostly sound, so that the lists of a history meet in the same people; one cell in a few is not.
PERSON = st.fixed_dictionaries(
    {
        "ID DTKS": some(*HOUSES, *HOUSES, ""),
        "KECAMATAN": st.just(""),
        "DESA/KELUARAHAN": some("JAWA", "JAWA", "Kel. Air Hitam", "BUKUAN", "ENTAH"),
        "NOKK": some(HEAD["NOKK"], "6472030101800002", "0", ""),
        "NIK": some(*NIKS, *NIKS, "", "", "-", "123"),
        "NAMA": some("SITI AMINAH", "RUDI", "H. BUDI", "ALM. TONO"),
        "TANGGAL LAHIR": some("12/05/1980", "1980-05-12", "", "0000-00-00"),
        "HUB KELUARGA": some("KEPALA", "ANAK", "ISTRI", ""),
        "PEKERJAAN": some("BURUH", "GURU", ""),
        "ALAMAT": some("JL. MAWAR", "JL. \U0001f33a", ""),
        "BANSOS BPNT": some("YA", "TIDAK", ""),
        "PBI JKN": some("YA", "TIDAK", ""),
    }
)
RECIPIENT = st.fixed_dictionaries(
    {
        "NO": st.just("1"),
        "NIK": some(*NIKS, "", "-", "123"),
        "NAMA": some("SITI AMINAH", "RUDI", "ALM. TONO"),
        "NO KK": some(HEAD["NOKK"], "", "0"),
        "KELURAHAN": some("JAWA", "Kel. Air Hitam", "ENTAH", ""),
        "ALAMAT": some("JL. MAWAR", ""),
    }
)
FAMILY_ROW = st.fixed_dictionaries(
    {
        "id_keluarga": some("KEL0001", "KEL0002", "KEL0003"),
        "no_kk": some(HEAD["NOKK"], "6472030101800002", ""),
        "nik": some(*NIKS, ""),
        "nama_kepala_keluarga": some("SITI AMINAH", "RUDI", "H. BUDI"),
        "alamat": some("JL. MAWAR", ""),
        "id_wilayah": some(FAMILY["id_wilayah"], FAMILY["id_wilayah"], "99.99.99.9999"),
        "desil_nasional": some("1", "4", ""),
    }
)
PEOPLE_LISTS = a_list("dtks", PERSON, release="DTKS-2021-07") | a_list(
    "dtks", PERSON, release="DTKS-2022-01"
)
LISTS = (
    PEOPLE_LISTS
    | a_list("dtsen", FAMILY_ROW, release="DTSEN-2025-T1")
    | a_list("recipients", RECIPIENT, program="PKH")
    | a_list("disbursements", PAYMENTS, program="PKH", period="2021-04")
)


def everything() -> dict[str, list[Any]]:
    """The whole database but what remembers the imports or is derived.

    Versions only move on: they are locks.
    """
    models = [m for m in apps.get_models() if m._meta.app_label in {"registry", "programs"}]
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "version"}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in models
        if model not in OF_RUNS | DERIVED
    }


def told() -> dict[str, list[str]]:
    """What the register and the aid say, without keys: two ways to the same end compare equal."""
    return {
        model.__name__: sorted(map(str, model._default_manager.values_list(*names)))
        for model, names in (
            (Membership, (*SAID, "valid_to")),
            (ListedAid, (*CLAIMED, "release__code")),
            (Recipient, ("program__code", "key", "kk", "name", "area_text", "link_state")),
            (Disbursement, ("recipient__key", "first_month", "stage", "amount", "raw_status")),
        )
    }


@contextmanager
def taken_back() -> Iterator[Path]:
    """A folder for files; whatever an example writes into the database goes with it."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        yield Path(folder)
        transaction.set_rollback(True)


def look_at(folder: Path, name: str, each: List) -> ImportRun:
    return preview(each.write(folder, name), each.kind, each.options)


def carry_out(run: ImportRun) -> ImportRun:
    if run.state == RunState.PREVIEWED:
        runs.ask_apply(run=run, by=None)
        runs.apply(run)
    return run


def bring_in(folder: Path, *history: List, name: str = "") -> list[ImportRun]:
    return [carry_out(look_at(folder, f"{name}{at}", each)) for at, each in enumerate(history)]


@few
@given(LISTS, LISTS)
def test_a_file_twice_is_the_file_once(before, again):
    with taken_back() as folder:
        _, first = bring_in(folder, before, again)
        once = everything()
        second = carry_out(look_at(folder, "again", again))
        assert everything() == once
    if first.state != RunState.REFUSED:
        assert second.state == RunState.NOTHING
        assert (second.new, second.changed, second.problem) == (0, 0, first.problem)


@few
@given(LISTS, LISTS)
def test_the_apply_does_what_the_preview_said(before, after):
    with taken_back() as folder:
        bring_in(folder, before)
        run = look_at(folder, "b", after)
        said = counts(run), run.warnings, (run.linked, run.ambiguous, run.unlinked)
        carry_out(run)
        assert (counts(run), run.warnings, (run.linked, run.ambiguous, run.unlinked)) == said


@few
@given(LISTS, LISTS)
def test_a_file_taken_back_is_as_if_it_had_never_come(before, after):
    with taken_back() as folder:
        bring_in(folder, before)
        untouched = everything()
        run = carry_out(look_at(folder, "b", after))
        if run.state == RunState.APPLIED:
            assert undo.undo(run, None).left == []
        assert everything() == untouched


def in_turn(*history: List) -> dict[str, list[str]]:
    with taken_back() as folder:
        bring_in(folder, *history)
        return told()


@few
@given(LISTS, LISTS, LISTS)
def test_two_previews_that_wait_for_each_other_end_in_a_serial_order(before, first, second):
    with taken_back() as folder:
        bring_in(folder, before)
        both = [look_at(folder, f"{at}", each) for at, each in enumerate((first, second))]
        for run in both:
            carry_out(run)
        end = told()
    assert end in (in_turn(before, first, second), in_turn(before, second, first))


@few
@given(LISTS, LISTS)
def test_two_files_taken_back_newest_first_are_as_if_they_had_never_come(first, second):
    with taken_back() as folder:
        untouched = everything()
        for run in reversed(bring_in(folder, first, second)):
            if run.state == RunState.APPLIED:
                assert undo.undo(run, None).left == []
        assert everything() == untouched


@few
@given(LISTS, LISTS)
def test_two_files_taken_back_oldest_first_leave_only_what_was_listed(first, second):
    with taken_back() as folder:
        untouched, listed = everything(), set()
        for run in bring_in(folder, first, second):
            if run.state == RunState.APPLIED:
                found = undo.undo(run, None, shown=None)
                listed |= {url for left in found.left for _, url in left.examples}
        if not listed:
            assert everything() == untouched
        stays = [*Household.objects.all(), *Person.objects.filter(memberships=None)]
        assert {thing.get_absolute_url() for thing in stays} <= listed


@few
@given(LISTS, LISTS)
def test_the_older_undone_then_the_newer_then_its_rest_is_as_if_neither_had_come(first, second):
    with taken_back() as folder:
        untouched = everything()
        older, newer = bring_in(folder, first, second)
        for run in (older, newer):
            if run.state == RunState.APPLIED:
                undo.undo(run, None)
        if older.left.exists():
            assert undo.undo(older, None).left == []
        assert everything() == untouched


@few
@given(LISTS, LISTS, LISTS)
def test_the_rest_of_an_undo_goes_whatever_came_before_it(before, first, second):
    with taken_back() as folder:
        bring_in(folder, before)
        untouched = everything()
        older, newer = bring_in(folder, first, second, name="later")
        for run in (older, newer, older):
            if plans.can_be_undone(run):
                undo.undo(run, None)
        assert everything() == untouched
