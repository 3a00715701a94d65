"""A preview's rows tell what the apply then writes down, in the words of the history."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.imports import runs
from registry.imports.foresight.differences import changes_of, differences_of, rows_changing
from registry.models import ChangeRow, Household, ImportRun
from tests.programs.overlap.cities import CLOSED
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list

pytestmark = pytest.mark.django_db
# What an apply writes besides: days on which something ends, and records without words.
SILENT = {"residence", "release"}
IDS = [f"647203000000000{n}" for n in range(1, 4)]
NIKS = ["", *(f"647203120580000{n}" for n in range(1, 5))]
_rows = st.fixed_dictionaries(
    {
        "ID DTKS": st.sampled_from(IDS),
        "NIK": st.sampled_from(NIKS),
        "NAMA": st.sampled_from(["SITI", "BUDI"]),
        "NOKK": st.sampled_from(["6472030101800001", "6472030101800002", ""]),
        "DESA/KELUARAHAN": st.sampled_from(["JAWA", "AIR HITAM"]),
        "ALAMAT": st.sampled_from(["JL. MAWAR", "JL. MELATI", ""]),
        "PEKERJAAN": st.sampled_from(["BURUH", "PETANI"]),
        "HUB KELUARGA": st.sampled_from(["KEPALA", "ISTRI", "ANAK"]),
        "BANSOS PKH": st.sampled_from(["YA", "TIDAK", ""]),
    }
)
_files = st.lists(_rows.map(lambda cells: {**HEAD, **cells}), min_size=1, max_size=6)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_files, _files)
def test_the_preview_foresees_every_change_row(tmp_path: Any, one: Any, two: Any) -> None:
    with transaction.atomic():
        apply(write_list(tmp_path / "one.csv", one))
        run = preview(write_list(tmp_path / "two.csv", two))
        foreseen = _plain(run, _of_all(run))
        if run.state == "pratinjau":
            runs.ask_apply(run=run, by=None)
            runs.apply(run)
            assert foreseen == _plain(run, _of_all(run))
        transaction.set_rollback(True)


def _of_all(run: ImportRun) -> list[ChangeRow]:
    return changes_of(run, set(run.staged_rows.values_list("group", flat=True)))


def _plain(run: ImportRun, changes: Any) -> list[Any]:
    """What can be compared: nobody has a key before he is written, and claims are told shorter:
    of one that was dropped all is kept.
    """
    numbers = dict(run.staged_rows.values_list("pk", "number"))
    told = [c for c in changes if c.target not in SILENT and (c.after or {}).keys() != {"valid_to"}]
    return sorted(
        (numbers.get(c.row_id), c.target, _code(c) if c.target == "claim" else _values(c))
        for c in told
    )


def _code(change: ChangeRow) -> str:
    old, new = ((side or {}).get("program_code") or "" for side in (change.before, change.after))
    return f"{old} → {new}"


def _values(change: ChangeRow) -> str:
    if change.before is None:
        return "baru"
    new = {k: "?" if k == "head_id" else str(v) for k, v in (change.after or {}).items()}
    old = {k: str(v) for k, v in change.before.items()}
    return f"{sorted(old.items())} {sorted(new.items())}"


def _told(run: ImportRun, number: int) -> Any:
    row = run.staged_rows.get(number=number)
    return differences_of(run, [row])[row.pk]


def _words(run: ImportRun, number: int) -> list[tuple[str, str, str]]:
    return [(c.label, c.before, c.after) for c in _told(run, number).changes]


def test_old_and_new_values_are_told_before_and_after_the_apply_alike(tmp_path):
    apply(write_list(tmp_path / "a.csv", [HEAD]))
    changed = {
        **HEAD,
        "ALAMAT": "JL. MELATI",
        "PEKERJAAN": "PETANI",
        "DESA/KELUARAHAN": "AIR HITAM",
    }
    run = preview(write_list(tmp_path / "b.csv", [changed]))
    before = _words(run, 2)
    assert ("alamat", "JL. MAWAR NO. 1", "JL. MELATI") in before
    assert ("kelurahan", "Kel. Jawa", "Kel. Air Hitam") in before
    assert ("pekerjaan", "BURUH", "PETANI") in before
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert sorted(_words(run, 2)) == sorted(before)


def test_a_number_of_people_is_masked(tmp_path):
    apply(write_list(tmp_path / "a.csv", [{**HEAD, "NIK": ""}]))
    run = preview(write_list(tmp_path / "b.csv", [{**HEAD, "NOKK": "6472030101800009"}]))
    told = _words(run, 2)
    assert ("NIK", "", "647203******0001") in told
    assert ("No. KK", "647203******0001", "647203******0009") in told


def test_a_new_head_is_named_though_he_is_not_yet_in_the_register(tmp_path):
    apply(write_list(tmp_path / "a.csv", [HEAD]))
    rows = [{**HEAD, "HUB KELUARGA": "ISTRI"}, {**CHILD, "HUB KELUARGA": "KEPALA"}]
    run = preview(write_list(tmp_path / "b.csv", rows))
    assert ("kepala", "SITI AMINAH", "RUDI") in _words(run, 3)


def test_a_new_row_says_what_it_would_make(tmp_path):
    apply(write_list(tmp_path / "a.csv", [HEAD]))
    new = {**HEAD, "ID DTKS": IDS[1], "NIK": NIKS[3], "NAMA": "BUDI"}
    rows = [HEAD, CHILD, new, {**CHILD, "ID DTKS": IDS[1], "NIK": NIKS[4]}]
    run = preview(write_list(tmp_path / "b.csv", rows))
    assert _told(run, 3).made == ["anggota baru di rumah tangga yang sudah ada"]
    assert _told(run, 4).made == ["rumah tangga baru", "anggota rumah tangga baru"]
    assert _told(run, 5).made == ["anggota rumah tangga baru"]
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert _told(run, 3).made == ["anggota baru di rumah tangga yang sudah ada"]
    assert sorted(_told(run, 4).made) == ["anggota rumah tangga baru", "rumah tangga baru"]


def test_looking_at_the_preview_writes_nothing(tmp_path, django_assert_max_num_queries):
    apply(write_list(tmp_path / "a.csv", [HEAD, CHILD]))
    run = preview(write_list(tmp_path / "b.csv", [{**HEAD, "ALAMAT": "X"}, CHILD]))
    with django_assert_max_num_queries(20):
        differences_of(run, list(run.staged_rows.all()))
    assert Household.objects.get().address == "JL. MAWAR NO. 1"
    assert not ChangeRow.objects.filter(run=run).exists()


def test_changed_fields_are_counted_and_lead_to_their_rows(tmp_path):
    other = {**HEAD, "ID DTKS": IDS[1], "NIK": NIKS[2], "NAMA": "BUDI"}
    apply(write_list(tmp_path / "a.csv", [HEAD, CHILD, other]))
    rows = [{**HEAD, "ALAMAT": "X"}, {**CHILD, "PEKERJAAN": "PELAJAR"}, {**other, "ALAMAT": "X"}]
    run = preview(write_list(tmp_path / "b.csv", rows))
    assert run.effects["fields"] == {"household.address": 2, "person.occupation": 1}
    scan = rows_changing(run, "household.address", after=0, size=50)
    assert ([row.number for row in scan.rows], scan.next_after) == ([2, 4], None)
    page = rows_changing(run, "household.address", after=0, size=1)
    assert ([row.number for row in page.rows], page.next_after) == ([2], 2)


def test_what_a_new_payment_says_of_a_known_recipient_is_behind_its_figure(tmp_path):
    row = {"NIK": HEAD["NIK"], "NAMA": "A", "ALAMAT": "LAMA", "NOMINAL": "200000"}
    options = {"program": "BPNT", "period": "2021-04"}
    apply(write_list(tmp_path / "a.csv", [row], list(row)), "disbursements", options)
    moved = {**row, "ALAMAT": "BARU"}
    may = {**options, "period": "2021-05"}
    run = preview(write_list(tmp_path / "b.csv", [moved], list(row)), "disbursements", may)
    assert (run.new, run.effects["fields"]) == (1, {"recipient.address": 1})
    scan = rows_changing(run, "recipient.address", after=0, size=50)
    assert [row.number for row in scan.rows] == [2]


def test_a_head_who_is_new_is_behind_the_figure_of_heads(tmp_path):
    apply(write_list(tmp_path / "a.csv", [HEAD]))
    rows = [{**HEAD, "HUB KELUARGA": "ISTRI"}, {**CHILD, "HUB KELUARGA": "KEPALA"}]
    run = preview(write_list(tmp_path / "b.csv", rows))
    assert run.effects["fields"]["household.head_id"] == 1
    scan = rows_changing(run, "household.head_id", after=0, size=50)
    assert [row.number for row in scan.rows] == [3]


def test_claims_that_were_added_are_behind_their_figure_after_the_apply_too(tmp_path):
    apply(write_list(tmp_path / "a.csv", [HEAD, {**CHILD, "BANSOS PKH": "TIDAK"}]))
    rows = [{**HEAD, "BANSOS PKH": "YA"}, {**CHILD, "BANSOS PKH": "YA"}]
    rows.append({**CHILD, "NIK": "6472031501100009", "NAMA": "TONO"})
    run = preview(write_list(tmp_path / "b.csv", rows))
    assert run.effects["fields"] == {"claim.program_code": 2}
    before = [_words(run, number) for number in (2, 3)]
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    scan = rows_changing(run, "claim.program_code", after=0, size=50)
    assert [row.number for row in scan.rows] == [2, 3]
    assert [_words(run, number) for number in (2, 3)] == before


def test_the_first_claims_of_a_household_in_a_release_are_no_change(tmp_path):
    apply(write_list(tmp_path / "a.csv", [HEAD]))
    october = {"release": "DTKS-2021-10"}
    run = apply(write_list(tmp_path / "b.csv", [{**HEAD, "BANSOS PKH": "YA"}]), options=october)
    assert not rows_changing(run, "claim.program_code", after=0, size=50).rows


def test_changes_of_aid_are_foreseen_as_they_are_written(tmp_path):
    row = {"NIK": HEAD["NIK"], "NAMA": "A", "ALAMAT": "LAMA", "NOMINAL": "200000"}
    options = {"program": "BPNT", "period": "2021-04"}
    apply(write_list(tmp_path / "a.csv", [row], list(row)), "disbursements", options)
    apply(write_list(tmp_path / "dtks.csv", [HEAD]))
    rows = [{**row, "ALAMAT": "BARU", "NOMINAL": "300000"}, {**row, "NIK": NIKS[3]}]
    run = preview(write_list(tmp_path / "b.csv", rows, list(row)), "disbursements", options)
    assert run.effects["fields"] == {"recipient.address": 1, "disbursement.amount": 1}
    assert _told(run, 3).made == ["penerima baru", "pembayaran baru"]
    foreseen = _plain(run, _of_all(run))
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert foreseen == _plain(run, _of_all(run))


JULY, LATER = {"release": "DTKS-2021-07"}, {"release": "DTKS-2021-10"}
ELSEWHERE = {"ID DTKS": IDS[1], "NOKK": "6472030101800002"}


def _claims(run: ImportRun) -> list[int]:
    return [row.number for row in rows_changing(run, "claim.program_code", 0, 50).rows]


def test_a_claim_that_goes_where_a_household_is_first_listed_is_behind_its_figure(tmp_path):
    """It was made where he lived before; in July nobody of his household has been listed yet."""
    other = {**HEAD, **ELSEWHERE, "NIK": NIKS[2], "NAMA": "BUDI", "BANSOS BPNT": ""}
    child = {**CHILD, "BANSOS PKH": "YA"}
    apply(write_list(tmp_path / "a.csv", [HEAD, child]), options=JULY)
    apply(write_list(tmp_path / "b.csv", [other, {**child, **ELSEWHERE}]), options=LATER)
    gone = {**child, **ELSEWHERE, "BANSOS PKH": "TIDAK"}
    run = preview(write_list(tmp_path / "c.csv", [gone]), options=JULY)
    assert (run.changed, run.effects["fields"]) == (1, {"claim.program_code": 1})
    assert _claims(run) == [2]
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert _claims(run) == [2]


def test_claims_of_who_stays_in_an_open_household_are_told_as_of_that_one(tmp_path):
    """The row names a closed one, which the release lists already; the open one it lists first."""
    other = {**HEAD, **ELSEWHERE, "NIK": NIKS[2], "NAMA": "BUDI"}
    apply(write_list(tmp_path / "a.csv", [other]), options=JULY)
    apply(write_list(tmp_path / "b.csv", [HEAD]), options=LATER)
    Household.objects.filter(identifiers__value=IDS[1]).update(**CLOSED)
    stays = {**HEAD, **ELSEWHERE, "BANSOS PKH": "YA"}
    run = preview(
        write_list(tmp_path / "c.csv", [{**CHILD, "BANSOS PKH": ""}, stays]), options=JULY
    )
    assert ("claim.program_code" in run.effects["fields"], _claims(run)) == (False, [])
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert _claims(run) == []
