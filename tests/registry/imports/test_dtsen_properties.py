"""Whatever the sheets of DTSEN hold: a preview keeps its word, twice is once, undone is before."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.imports import runs
from registry.imports.foresight.differences import changes_of
from registry.imports.undoing import undo
from registry.models import Household, ImportRun, Membership, RunState
from tests.programs.overlap.cities import CLOSED
from tests.registry.imports.families import FAMILY_HEADER, MEMBER_HEADER, T1, data_of
from tests.registry.imports.lists import HEAD, apply, counts, everything, preview, write_list
from tests.registry.imports.test_twice import PEOPLE

pytestmark = pytest.mark.django_db
KKS = ["6472030101800001", "6472030101800002", "6472030101800003", "0"]
NIKS = ["6472031205800001", "6472031205800002", "6472031205800003", "6472035501700003", ""]
NUMBERS = ["KEL0001", "KEL0002", "KEL0003"]
FAMILIES = st.fixed_dictionaries(
    {
        "id_keluarga": st.sampled_from(NUMBERS),
        "no_kk": st.sampled_from(KKS),
        "nik": st.sampled_from(NIKS),
        "nama_kepala_keluarga": st.sampled_from(["SITI AMINAH", "BUDI"]),
        "alamat": st.sampled_from(["", "JL. MAWAR NO. 1", "JL. LAIN"]),
        "id_wilayah": st.sampled_from(["64.72.03.1002", "64.72.03.1006", "64.72.01.1003"]),
        "desil_nasional": st.sampled_from(["", "1", "2", "9"]),
    }
)
MEMBERS = st.fixed_dictionaries(
    {
        "id_keluarga": st.sampled_from(NUMBERS),
        "idsemesta": st.sampled_from(["", "S1", "S2"]),
        "nama": st.sampled_from(["SITI AMINAH", "BUDI"]),
        "nik": st.sampled_from(NIKS),
        "no_kk": st.sampled_from(KKS),
        "hub_kepala_keluarga": st.sampled_from(["", "ANAK", "KEPALA"]),
    }
)


# How each household in turn has ended: "" is open, a number the one that it is a duplicate of.
ENDS = st.lists(st.sampled_from(["", "pindah", "meninggal", 0, 1, 2]), max_size=4)


def lists_of(rows: st.SearchStrategy, smallest: int = 1) -> st.SearchStrategy:
    return st.lists(rows, min_size=smallest, max_size=6)


@contextmanager
def city_of(
    people: list[dict[str, str]], families: list[dict[str, str]], ends: list[str | int]
) -> Iterator[Path]:
    """A city that a DTKS list and a sheet of families have made, and where some households have
    ended since; gone afterwards.
    """
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        here = Path(folder)
        if people:
            rows = [{**HEAD, "KECAMATAN": "", **row} for row in people]
            apply(write_list(here / "dtks.csv", rows))
        if families:
            apply(write_list(here / "k.csv", families, FAMILY_HEADER), "dtsen", T1)
        end_some(ends)
        yield here
        transaction.set_rollback(True)


def end_some(ends: list[str | int]) -> None:
    households = list(Household.objects.order_by("pk"))
    for household, end in zip(households, ends, strict=False):
        into = households[end % len(households)] if isinstance(end, int) else None
        if end == "" or into == household:
            continue
        ended = {**CLOSED, "closed_reason": "ganda" if into else end, "merged_into": into}
        Household.objects.filter(pk=household.pk).update(**ended)


def sheet(folder: Path, rows: list[dict[str, str]], name: str = "s.csv") -> Path:
    header = FAMILY_HEADER if "id_wilayah" in rows[0] else MEMBER_HEADER
    return write_list(folder / name, rows, header)


def applied(run: ImportRun) -> ImportRun:
    if run.state == RunState.PREVIEWED:
        runs.ask_apply(run=run, by=None)
        runs.apply(run)
    return run


SHEETS = st.one_of(lists_of(FAMILIES), lists_of(MEMBERS))


@settings(max_examples=25)
@given(lists_of(PEOPLE, 0), lists_of(FAMILIES, 0), ENDS, SHEETS)
def test_an_apply_gives_the_counts_of_its_preview(people, families, ends, rows):
    with city_of(people, families, ends) as folder:
        run = preview(sheet(folder, rows), "dtsen", T1)
        promised = counts(run)
        assert counts(applied(run)) == promised


@settings(max_examples=25)
@given(lists_of(PEOPLE, 0), lists_of(FAMILIES, 0), ENDS, SHEETS)
def test_the_same_sheet_again_changes_nothing(people, families, ends, rows):
    with city_of(people, families, ends) as folder:
        first = apply(sheet(folder, rows), "dtsen", T1)
        before = data_of(everything())
        # Renamed and with one more blank line, so that it is read afresh.
        again = sheet(folder, rows, "t.csv")
        again.write_text(again.read_text() + "\n")
        second = apply(again, "dtsen", T1)
        assert data_of(everything()) == before
        assert (second.new, second.changed, second.problem) == (0, 0, first.problem)


@settings(max_examples=25)
@given(lists_of(PEOPLE, 0), lists_of(FAMILIES, 0), ENDS, SHEETS)
def test_a_sheet_taken_back_leaves_what_was_before(people, families, ends, rows):
    with city_of(people, families, ends) as folder:
        before = data_of(everything())
        run = apply(sheet(folder, rows), "dtsen", T1)
        if run.state == RunState.APPLIED:
            assert undo.undo(run, None).left == []
        assert data_of(everything()) == before


def told(run: ImportRun) -> Counter[tuple[object, ...]]:
    """What each row makes or changes; the days on which something ends are no news."""
    groups = set(run.staged_rows.values_list("group", flat=True))
    numbers = dict(run.staged_rows.values_list("pk", "number"))
    return Counter(
        (change.target, numbers[change.row_id], tuple(sorted(change.after or ())))
        for change in changes_of(run, groups)
        if change.row_id
        and change.target != "residence"
        and set(change.after or ()) != {"valid_to"}
    )


@settings(max_examples=25)
@given(lists_of(PEOPLE, 0), lists_of(FAMILIES, 0), ENDS, SHEETS)
def test_a_preview_tells_every_change_that_the_apply_writes_down(people, families, ends, rows):
    with city_of(people, families, ends) as folder:
        run = preview(sheet(folder, rows), "dtsen", T1)
        foreseen = told(run)
        assert told(applied(run)) == foreseen


def living_openly() -> set[int]:
    here = Membership.objects.current().filter(household__closed_at=None)
    return set(here.exclude(person__existence="meninggal").values_list("person_id", flat=True))


LISTS = st.one_of(st.tuples(st.just("dtsen"), SHEETS), st.tuples(st.just("dtks"), lists_of(PEOPLE)))


@settings(max_examples=25)
@given(lists_of(PEOPLE, 0), lists_of(FAMILIES, 0), ENDS, LISTS)
def test_no_list_takes_anybody_out_of_an_open_household_into_a_closed_one(
    people, families, ends, named
):
    kind, rows = named
    with city_of(people, families, ends) as folder:
        before = living_openly()
        if kind == "dtsen":
            apply(sheet(folder, rows), kind, T1)
        else:
            rows = [{**HEAD, "KECAMATAN": "", **row} for row in rows]
            apply(write_list(folder / "later.csv", rows), kind)
        assert before <= living_openly()
