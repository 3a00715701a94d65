"""Who leaves a household by a list: the head leaves it waiting for one, the last one empty."""

from datetime import date

import pytest
from django.db.models import Count

from registry.imports import judgement, runs
from registry.imports.foresight.differences import differences_of, rows_changing
from registry.imports.people import leaving
from registry.imports.people.leaving import LEFT
from registry.imports.undoing import undo
from registry.models import ChangeRow, Household, Person, Standing
from tests.factories import UserFactory
from tests.programs.overlap.cities import CLOSED
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    apply,
    everything,
    preview,
    warnings_of,
    write_list,
)
from tests.verification.steps import visit
from verification.actions.reviews import accept

pytestmark = pytest.mark.django_db
ELSEWHERE = {"ID DTKS": "6472030000000002", "NOKK": "6472030101800002"}
WIFE = {**CHILD, "NIK": "6472035501820003", "NAMA": "HALIMAH", "HUB KELUARGA": "ISTRI"}
HEIR = {**WIFE, "HUB KELUARGA": "KEPALA"}
GONE = {**HEAD, **ELSEWHERE}


@pytest.fixture
def home(tmp_path):
    apply(write_list(tmp_path / "lama.csv", [HEAD, CHILD, WIFE]))
    return Household.objects.get()


def person(row):
    return Person.objects.get(nik=row["NIK"])


def bring(folder, *rows, name="baru.csv"):
    return apply(write_list(folder / name, rows))


def look(folder, *rows, name="baru.csv"):
    return preview(write_list(folder / name, rows))


def carry_out(run):
    runs.ask_apply(run=run, by=None)
    runs.apply(run)


def emptied(run):
    return list(run.foreseen.filter(effect="households_emptied").values_list(*FOUND))


FOUND = ("household_key", "row_number", "note")


def test_a_household_whose_head_goes_elsewhere_waits_for_one(home, tmp_path):
    run = bring(tmp_path, GONE)
    home.refresh_from_db()
    assert (home.head, home.version) == (None, 2)
    assert home.memberships.current().count() == 2
    assert LEFT in warnings_of(run)
    change = ChangeRow.objects.get(run=run, target="household", target_id=home.pk)
    assert (change.before, change.after) == ({"head_id": person(HEAD).pk}, {"head_id": None})


def test_a_visit_may_then_name_the_head(home, tmp_path):
    bring(tmp_path, GONE)
    walker = UserFactory(role="petugas", area=home.area)
    visit(home, by=walker, new_head=person(WIFE))
    home.refresh_from_db()
    assert home.head == person(WIFE)


def test_a_confirmed_household_waits_too(home, tmp_path):
    visit(home, by=UserFactory(role="petugas", area=home.area))
    bring(tmp_path, GONE)
    assert Household.objects.waiting_head().get() == home


def test_the_head_that_the_same_file_names_takes_his_place(home, tmp_path):
    visit(home, by=UserFactory(role="petugas", area=home.area))
    run = bring(tmp_path, GONE, CHILD, HEIR)
    home.refresh_from_db()
    assert home.head == person(WIFE)
    assert LEFT not in warnings_of(run)
    assert ChangeRow.objects.filter(run=run, target="household", target_id=home.pk).count() == 1


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_also_where_he_is_named_in_another_batch(home, tmp_path, monkeypatch, is_confirmed):
    monkeypatch.setattr(judgement, "BATCH", 1)
    if is_confirmed:
        visit(home, by=UserFactory(role="petugas", area=home.area))
    run = bring(tmp_path, GONE, CHILD, HEIR)
    home.refresh_from_db()
    assert home.head == person(WIFE)
    assert "yang ditetapkan petugas" not in warnings_of(run)
    again = bring(tmp_path, GONE, CHILD, {**HEIR, "ALAMAT": ""}, name="lagi.csv")
    assert (again.new, again.changed) == (0, 0)


def test_a_list_with_mixed_up_numbers_is_not_judged_in_one_piece(tmp_path, monkeypatch):
    """Every household's head stands in the next one's rows."""
    monkeypatch.setattr(leaving, "MOST_TOGETHER", 3)
    houses = [
        {**HEAD, "ID DTKS": f"647203000000000{n}", "NIK": f"647203120580000{n}"}
        for n in range(1, 9)
    ]
    apply(write_list(tmp_path / "lama.csv", houses))
    Household.objects.update(standing=Standing.CONFIRMED, standing_on=date(2021, 4, 1))
    ids = [house["ID DTKS"] for house in houses]
    mixed = [
        {**house, "ID DTKS": number}
        for house, number in zip(houses, [*ids[1:], ids[0]], strict=True)
    ]
    run = look(tmp_path, *mixed)
    sizes = (
        run.staged_rows.values("group").annotate(rows=Count("pk")).values_list("rows", flat=True)
    )
    assert max(sizes) == 3
    carry_out(run)
    assert Household.objects.waiting_head().count() == 0


def test_a_closed_household_stays_as_it_was_closed(home, tmp_path):
    Household.objects.filter(pk=home.pk).update(**CLOSED)
    run = bring(tmp_path, GONE)
    home.refresh_from_db()
    assert home.head == person(HEAD)
    assert LEFT not in warnings_of(run)


def test_a_child_who_leaves_takes_nobody_s_place(home, tmp_path):
    bring(tmp_path, {**CHILD, **ELSEWHERE})
    home.refresh_from_db()
    assert (home.head, home.version) == (person(HEAD), 1)


def test_the_file_again_finds_nothing_to_do(home, tmp_path):
    bring(tmp_path, GONE, {**CHILD, "PEKERJAAN": "PELAJAR"})
    before = everything()
    again = bring(tmp_path, GONE, {**CHILD, "PEKERJAAN": "PELAJAR"}, name="lagi.csv")
    assert (again.new, again.changed) == (0, 0)
    assert everything() == before


def test_an_undo_gives_the_household_its_head_again(home, tmp_path):
    before = everything()
    run = bring(tmp_path, GONE)
    assert undo.undo(run, None).left == []
    after = everything()
    for household in [*before["Household"], *after["Household"]]:
        del household["version"]  # it only moves on
    assert after == before


def test_what_two_rows_did_to_one_household_stays_together(home, tmp_path):
    moved = [{**row, "ALAMAT": "JL. BARU", "PEKERJAAN": "GURU"} for row in (WIFE, CHILD)]
    run = bring(tmp_path, GONE, *moved)
    other = Household.objects.exclude(pk=home.pk).get()
    visit(other, by=UserFactory(role="petugas", area=other.area))
    assert undo.undo(run, None).left_count == 2
    home.refresh_from_db()
    assert (home.head, home.address, person(CHILD).occupation) == (None, "JL. BARU", "GURU")


def test_the_preview_tells_it_on_the_row_that_moves_the_head(home, tmp_path):
    run = look(tmp_path, GONE)
    (told,) = differences_of(run, list(run.staged_rows.all())).values()
    assert [(c.label, c.before, c.after) for c in told.changes] == [("kepala", HEAD["NAMA"], "")]
    assert run.effects["fields"]["household.head_id"] == 1


def test_a_family_that_comes_under_another_number_leaves_its_household_empty(home, tmp_path):
    run = look(tmp_path, *({**row, **ELSEWHERE} for row in (HEAD, CHILD, WIFE)))
    assert emptied(run) == [(home.pk, 2, "Anggota yang pindah: 3")]
    (effect,) = [each for each in run.effects["city"] if each["key"] == "households_emptied"]
    assert effect["attention"]
    assert "data ganda" in effect["definition"]
    carry_out(run)
    home.refresh_from_db()
    assert (home.is_closed, home.memberships.current().count()) == (False, 0)


def test_an_officer_s_report_closes_the_empty_household_as_a_duplicate(home, tmp_path):
    bring(tmp_path, *({**row, **ELSEWHERE} for row in (HEAD, CHILD, WIFE)))
    kept = Household.objects.exclude(pk=home.pk).get()
    walker = UserFactory(role="petugas", area=home.area)
    told = visit(home, "ganda", by=walker, duplicate_of=kept, note="nomor baru")
    accept(visit=told, by=UserFactory(role="penyelia", area=home.area.parent))
    home.refresh_from_db()
    assert (home.is_closed, home.merged_into) == (True, kept)


def test_a_household_where_somebody_stays_or_comes_is_not_empty(home, tmp_path):
    assert emptied(look(tmp_path, GONE, {**CHILD, **ELSEWHERE})) == []
    new = {**HEAD, "NIK": "6472031205800009", "NAMA": "TONO"}
    rows = [new, *({**row, **ELSEWHERE} for row in (HEAD, CHILD, WIFE))]
    assert emptied(look(tmp_path, *rows, name="lain.csv")) == []


def test_a_household_that_is_closed_already_is_not_told_as_empty(home, tmp_path):
    Household.objects.filter(pk=home.pk).update(**CLOSED)
    assert emptied(look(tmp_path, *({**row, **ELSEWHERE} for row in (HEAD, CHILD, WIFE)))) == []


@pytest.mark.parametrize("batch", [1, judgement.BATCH])
def test_a_head_who_heads_another_household_is_told_once(home, tmp_path, monkeypatch, batch):
    bring(tmp_path, {**HEAD, **ELSEWHERE, "NIK": "6472031205800009", "NAMA": "TONO"}, name="2.csv")
    monkeypatch.setattr(judgement, "BATCH", batch)
    run = look(tmp_path, GONE, CHILD, HEIR)
    told = rows_changing(run, "household.head_id", after=0, size=50).rows
    assert [row.number for row in told] == [2, 4]
    assert run.effects["fields"]["household.head_id"] == len(told)


def test_who_leaves_two_households_by_one_row_is_one_row(home, tmp_path):
    """He heads the one no more, and another one instead of its head."""
    bring(tmp_path, {**HEAD, **ELSEWHERE, "NIK": "6472031205800009", "NAMA": "TONO"}, name="2.csv")
    run = look(tmp_path, GONE)
    (told,) = rows_changing(run, "household.head_id", after=0, size=50).rows
    assert [c.label for c in differences_of(run, [told])[told.pk].changes] == ["kepala", "kepala"]
    assert run.effects["fields"]["household.head_id"] == 1
