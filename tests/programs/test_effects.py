"""What a payment list would do to the city: the preview, held against the apply itself."""

from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bansos.lib.dates import to_iso_month
from programs import effects
from programs.models import Disbursement, OverlapRule, Recipient
from programs.overlap.counts import Figures, Window, figures
from registry.codes import Existence
from registry.imports import runs
from registry.models import Household, ImportRun, Person
from tests.factories import UserFactory, make_household
from tests.programs.linking.neighbours import neighbour
from tests.programs.overlap import cities
from tests.registry.imports.lists import apply, preview, write_list

HEADER = ["NIK", "NO KK", "NAMA", "BANSOS", "PERIODE", "TAHAP", "KETERANGAN"]
FIGURES = ("conflict", "review", "overlap", "double")
BPNT = {"program": "BPNT"}
APRIL = {**BPNT, "period": "2021-04"}
BST = {**APRIL, "program": "BST"}


class Row(NamedTuple):
    """A row of a payment list; `home` and `member` say whom of the city it means."""

    home: int
    member: int
    kk: str
    code: str
    first: int
    length: int
    stage: str
    status: str


class Again(NamedTuple):
    """A payment that is known already, with another state or No. KK."""

    payment: int
    kk: str
    status: str


_statuses = st.sampled_from(["", "BERHASIL TRANSAKSI", "SP2D", "GAGAL OMSPAN"])
_again = st.builds(Again, st.integers(0, 20), st.sampled_from(cities.KKS), _statuses)
_fresh = st.builds(
    Row,
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from(cities.KKS),
    st.sampled_from(cities.CODES),
    st.integers(0, 3),
    st.integers(1, 3),
    st.sampled_from(["0", "1"]),
    _statuses,
)
_rows = st.one_of(_fresh, _again)


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cities.homes, cities.rules, st.lists(_rows, min_size=1, max_size=8))
def test_the_figures_move_by_exactly_what_the_preview_said(
    tmp_path: Any,
    homes: tuple[cities.Home, ...],
    rules: list[tuple[Any, ...]],
    rows: list[Row | Again],
) -> None:
    with transaction.atomic():
        cities.build(homes, rules)
        _name_recipients()
        run = preview(_file(tmp_path, rows), "disbursements", {})
        window = _window(run)
        if window is not None:
            before = figures(window)
            _apply(run)
            assert _moved(before, figures(window)) == _said(run), rows
        transaction.set_rollback(True)


def _name_recipients() -> None:
    """Gives the recipients of the city the keys by which a list finds them again."""
    taken = set()
    for recipient in Recipient.objects.exclude(person=None).select_related("person"):
        key = (recipient.program_id, f"nik:{recipient.person.nik}")
        if key not in taken:
            taken.add(key)
            Recipient.objects.filter(pk=recipient.pk).update(key=key[1])


def _file(folder: Any, rows: list[Row | Again]) -> Any:
    cells = [_cells(row) if isinstance(row, Row) else _known(row) for row in rows]
    return write_list(folder / "salur.csv", [row for row in cells if row], HEADER)


def _cells(row: Row) -> dict[str, str]:
    """Member 0 is named by his KK alone, or by nothing that the register knows."""
    household = Household.objects.order_by("pk")[row.home]
    members = [m.person for m in household.memberships.order_by("pk")]
    months = (cities.START + row.first, cities.START + row.first + row.length - 1)
    return {
        "NIK": (members[row.member - 1].nik or "") if row.member else "",
        "NO KK": row.kk,
        "NAMA": f"ORANG {row.member}",
        "BANSOS": row.code,
        "PERIODE": "..".join(map(to_iso_month, months)),
        "TAHAP": row.stage,
        "KETERANGAN": row.status,
    }


def _known(row: Again) -> dict[str, str]:
    named = Disbursement.objects.filter(recipient__key__startswith="nik:").order_by("pk")
    payments = list(named.select_related("recipient__person", "recipient__program"))
    if not payments:
        return {}
    payment = payments[row.payment % len(payments)]
    return {
        "NIK": payment.recipient.person.nik,
        "NO KK": row.kk,
        "NAMA": payment.recipient.name,
        "BANSOS": payment.recipient.program.code,
        "PERIODE": "..".join(map(to_iso_month, payment.months)),
        "TAHAP": payment.stage,
        "KETERANGAN": row.status,
    }


def _window(run: ImportRun) -> Window | None:
    months = [
        (row.cleaned["first_month"], row.cleaned["last_month"])
        for row in run.staged_rows.filter(cleaned__isnull=False)
    ]
    return Window(min(m[0] for m in months), max(m[1] for m in months)) if months else None


def _apply(run: ImportRun) -> None:
    if run.state == "pratinjau":
        runs.ask_apply(run=run, by=None)
        runs.apply(run)


def _moved(before: Figures, after: Figures) -> dict[str, int]:
    return {name: getattr(after, name) - getattr(before, name) for name in FIGURES}


def _said(run: ImportRun) -> dict[str, int]:
    counts = {effect["key"]: effect["count"] for effect in run.effects["city"]}
    return {name: counts[f"{name}_new"] - counts.get(f"{name}_gone", 0) for name in FIGURES}


@pytest.fixture
def listed(db):
    """A household, and the row of a list that names its head."""
    household = make_household(members=2)
    return household, [{"NIK": household.head.nik, "NAMA": household.head.name}]


def payments(tmp_path, *rows, name="b.csv", **options):
    path = write_list(tmp_path / name, rows, list(rows[0]))
    return preview(path, "disbursements", {**APRIL, **options})


def effect(run, key):
    return next(each for each in run.effects["city"] if each["key"] == key)


def found(run, key):
    return list(run.foreseen.filter(effect=key).values_list("household_key", "row_number", "note"))


def test_a_new_conflict_names_its_pair_its_rule_and_its_household(tmp_path, listed):
    household, rows = listed
    apply(write_list(tmp_path / "a.csv", rows, ["NIK", "NAMA"]), "disbursements", BST)
    run = payments(tmp_path, *rows)
    conflict = effect(run, "conflict_new")
    assert (conflict["count"], conflict["attention"]) == (1, True)
    assert "BPNT + BST, rangkap tidak diperbolehkan" in conflict["details"][0]
    ((key, row, note),) = found(run, "conflict_new")
    assert (key, row) == (household.pk, 2)
    assert note.startswith("BPNT + BST April 2021: rangkap tidak diperbolehkan")
    assert effect(run, "overlap_new")["count"] == 1


def test_a_payment_that_was_not_made_makes_no_conflict(tmp_path, listed):
    _, rows = listed
    apply(write_list(tmp_path / "a.csv", rows, ["NIK", "NAMA"]), "disbursements", BST)
    run = payments(tmp_path, {**rows[0], "KETERANGAN": "GAGAL OMSPAN"})
    assert effect(run, "conflict_new")["count"] == 0


def test_a_household_that_has_the_conflict_already_is_not_new(tmp_path, listed):
    _, rows = listed
    for name, options in [("a.csv", BST), ("b.csv", APRIL)]:
        apply(write_list(tmp_path / name, rows, ["NIK", "NAMA"]), "disbursements", options)
    run = payments(tmp_path, {**rows[0], "TAHAP": "2"}, name="c.csv")
    assert effect(run, "conflict_new")["count"] == 0
    assert effect(run, "double_new")["count"] == 1
    assert found(run, "double_new")[0][2] == "BPNT"


def test_who_died_or_moved_and_still_receives_is_listed(tmp_path, db):
    dead, gone = make_household(members=2), make_household()
    Person.objects.filter(pk=dead.head_id).update(existence=Existence.DECEASED)
    Household.objects.filter(pk=gone.pk).update(**cities.CLOSED)
    run = payments(tmp_path, *[{"NIK": h.head.nik, "NAMA": h.head.name} for h in (dead, gone)])
    assert found(run, "deceased") == [(dead.pk, 2, "")]
    assert found(run, "closed") == [(gone.pk, 3, "Ditutup: Pindah keluar kota")]


def test_who_is_outside_the_register_or_the_city_is_listed(tmp_path, db):
    row = {"NIK": "6472031205780001", "NAMA": "SITI", "KELURAHAN": "LOA KULU"}
    run = preview(write_list(tmp_path / "a.csv", [row], list(row)), "recipients", BPNT)
    assert found(run, "outside") == [(None, 2, "")]
    assert found(run, "elsewhere") == [(None, 2, "LOA KULU")]


def test_who_waits_for_a_choice_is_not_outside(tmp_path, db):
    one, other = make_household(), make_household()
    kk = one.memberships.get().kk
    other.memberships.update(kk=kk)
    neighbour("SITI AMINAH", "JL. ULIN NO. 4")
    row = {"NO KK": "", "NAMA": "SITI AMINAH", "ALAMAT": "JL. MAWAR NO. 1", "KELURAHAN": "JAWA"}
    rows = [row, {**row, "NO KK": kk, "NAMA": "TUKIMIN"}]
    run = preview(write_list(tmp_path / "a.csv", rows, list(row)), "recipients", BPNT)
    assert sorted(note for *_, note in found(run, "waiting")) == [
        "Nama mirip",
        "No. KK di beberapa rumah tangga",
    ]
    assert effect(run, "outside")["count"] == 0
    assert (run.linked, run.ambiguous, run.unlinked) == (0, 2, 0)


def test_a_discarded_preview_forgets_what_it_foresaw(tmp_path, listed):
    run = payments(tmp_path, {"NIK": "6472031205780001", "NAMA": "SITI"})
    assert run.foreseen.exists()
    runs.discard(run=run, by=UserFactory(role="admin"))
    assert not run.foreseen.exists()


def test_what_is_applied_at_once_is_not_looked_at_beforehand(tmp_path, listed):
    _, rows = listed
    path = write_list(tmp_path / "a.csv", rows, ["NIK", "NAMA"])
    run = runs.receive(
        path=path,
        name="a.csv",
        kind="disbursements",
        options=APRIL,
        by=None,
        apply_at_once=True,
    )
    runs.read(run)
    assert "city" not in run.effects


def test_last_month_s_list_under_this_month_s_name_is_noticed(tmp_path, db):
    rows = [
        {"NIK": h.head.nik, "NAMA": h.head.name, "NOMINAL": "200000"}
        for h in (make_household() for _ in range(3))
    ]
    first = apply(write_list(tmp_path / "a.csv", rows, list(rows[0])), "disbursements", APRIL)
    rows[0]["NAMA"] = "NAMA LAIN"
    run = payments(tmp_path, *rows, period="2021-05")
    (sign,) = run.effects["signs"]
    assert sign["run"] == str(first.public_id)
    assert "3 dari 3 baris (100,0%) sama dengan impor untuk April 2021" in sign["text"]


def test_an_old_list_is_noticed_behind_the_lists_of_other_programmes(tmp_path, db, monkeypatch):
    monkeypatch.setattr(effects, "EARLIER_RUNS", 1)
    household = make_household()
    row = {"NIK": household.head.nik, "NAMA": household.head.name, "NOMINAL": "200000"}
    first = apply(write_list(tmp_path / "a.csv", [row], list(row)), "disbursements", APRIL)
    apply(write_list(tmp_path / "c.csv", [row], list(row)), "disbursements", BST)
    (sign,) = payments(tmp_path, {**row, "NAMA": "NAMA LAIN"}, period="2021-05").effects["signs"]
    assert sign["run"] == str(first.public_id)


def test_other_amounts_or_another_day_make_it_another_list(tmp_path, db):
    household = make_household()
    row = {"NIK": household.head.nik, "NAMA": "A", "NOMINAL": "200000", "TANGGAL SALUR": "5/4/2021"}
    apply(write_list(tmp_path / "a.csv", [row], list(row)), "disbursements", APRIL)
    later = payments(tmp_path, {**row, "TANGGAL SALUR": "5/5/2021"}, period="2021-05")
    more = payments(tmp_path, {**row, "NOMINAL": "300000"}, name="c.csv", period="2021-05")
    assert later.effects["signs"] == more.effects["signs"] == []


def test_the_title_of_another_month_is_noticed(tmp_path, db):
    path = tmp_path / "salur.csv"
    path.write_text("DAFTAR PENYALURAN BPNT BULAN MARET 2021;\nNIK;NAMA\n6472031205780001;SITI\n")
    run = preview(path, "disbursements", APRIL)
    (sign,) = run.effects["signs"]
    assert sign["text"].startswith("Judul di atas tabel menyebut Maret 2021, padahal impor ini")
    assert preview(path, "disbursements", {**APRIL, "period": "2021-03"}).effects["signs"] == []


def test_the_same_bytes_for_another_month_are_noticed(tmp_path, listed):
    _, rows = listed
    apply(write_list(tmp_path / "a.csv", rows, ["NIK", "NAMA"]), "disbursements", APRIL)
    run = payments(tmp_path, *rows, period="2021-05")
    assert "persis sama dengan impor untuk 2021-04" in run.effects["signs"][0]["text"]


def test_a_known_payment_that_gets_another_kk_can_become_a_conflict(tmp_path, db):
    one, other = make_household(members=2).memberships.order_by("pk")
    kks = [cities.KKS[1], cities.KKS[2]]
    rows = [
        {"NIK": m.person.nik, "NO KK": kk, "NAMA": "A"}
        for m, kk in zip((one, other), kks, strict=True)
    ]
    for name, row, options in [("a.csv", rows[0], BST), ("b.csv", rows[1], APRIL)]:
        run = apply(write_list(tmp_path / name, [row], list(row)), "disbursements", options)
    assert effect(run, "conflict_new")["count"] == 0
    run = payments(tmp_path, {**rows[1], "NO KK": cities.KKS[1]}, name="c.csv")
    assert effect(run, "conflict_new")["count"] == 1


def test_a_pair_outside_its_unit_is_told_by_the_unit_of_its_rule(tmp_path, db):
    OverlapRule.objects.filter(first__code="PKH", second__code="BST").update(unit="orang")
    members = make_household(members=2).memberships.order_by("pk")
    one, other = ({"NIK": m.person.nik, "NAMA": "A"} for m in members)
    pkh = {**APRIL, "program": "PKH"}
    apply(write_list(tmp_path / "a.csv", [one], list(one)), "disbursements", pkh)
    run = preview(write_list(tmp_path / "b.csv", [other], list(other)), "disbursements", BST)
    (told,) = effect(run, "overlap_new")["details"]
    assert told == "BST + PKH, oleh orang yang berbeda: 1 rumah tangga"


def test_a_payment_to_nobody_known_of_the_same_kk_is_a_double(tmp_path, listed):
    household, rows = listed
    row = {"NO KK": household.memberships.first().kk, "NAMA": "SIAPA SAJA"}
    apply(write_list(tmp_path / "a.csv", [row], list(row)), "disbursements", APRIL)
    run = payments(tmp_path, *rows)
    assert found(run, "double_new") == [(household.pk, 2, "BPNT")]
