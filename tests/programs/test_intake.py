"""What recipient and payment lists do, sentence by sentence."""

import datetime

import pytest

from programs.models import Disbursement, LinkMethod, LinkState, Program, Recipient
from registry.imports.applying.ledger import digest_of
from registry.models import AuditEvent, ChangeRow, Household, RunState
from tests.factories import make_household, village
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    REGISTER,
    apply,
    counts,
    everything,
    preview,
    problems_of,
    warnings_of,
    write_list,
)

pytestmark = pytest.mark.django_db
BPNT = {"program": "BPNT"}
APRIL = {**BPNT, "period": "2021-04"}
AID = [*REGISTER, Recipient, Disbursement]
MONTH = 2021 * 12 + 3  # April 2021


def a_list(tmp_path, *rows, name="a.csv"):
    return write_list(tmp_path / name, rows, list(rows[0]))


def recipients(tmp_path, *rows, options=BPNT, name="a.csv"):
    return apply(a_list(tmp_path, *rows, name=name), "recipients", options)


def payments(tmp_path, *rows, options=APRIL, name="a.csv"):
    return apply(a_list(tmp_path, *rows, name=name), "disbursements", options)


def someone(household, **cells):
    return {"NIK": household.head.nik, "NAMA": household.head.name, **cells}


def test_a_recipient_is_linked_by_nik(tmp_path):
    household = make_household()
    run = recipients(tmp_path, someone(household))
    found = Recipient.objects.get()
    assert (run.linked, run.ambiguous, run.unlinked) == (1, 0, 0)
    assert (found.household, found.person) == (household, household.head)
    assert found.link_method == LinkMethod.NIK
    assert found.row == run.staged_rows.get()


def test_a_recipient_without_known_nik_is_linked_by_kk(tmp_path):
    household = make_household()
    kk = household.memberships.get().kk
    run = recipients(tmp_path, {"NIK": "", "NO. KK": kk, "NAMA": "SIAPA SAJA"})
    found = Recipient.objects.get()
    assert (found.household, found.person, run.linked) == (household, None, 1)
    assert found.link_method == LinkMethod.KK


@pytest.mark.parametrize("number", ["1", "1003", "6472011001", 3, "-", ""])
def test_no_kel_may_be_the_number_of_a_kelurahan(tmp_path, number):
    household = make_household()
    run = recipients(tmp_path, someone(household, **{"NO KEL": number}))
    assert (run.new, run.problem, Recipient.objects.get().kk) == (1, 0, "")


def test_no_kel_is_the_no_kk_where_it_holds_one(tmp_path):
    household = make_household()
    kk = household.memberships.get().kk
    recipients(tmp_path, {"NIK": "", "NAMA": "SIAPA", "NO KEL": kk})
    assert Recipient.objects.get().household == household


def test_a_damaged_no_kk_in_no_kel_is_a_problem(tmp_path):
    run = recipients(tmp_path, someone(make_household(), **{"NO KEL": "647203120315001"}))
    assert (run.new, run.problem) == (0, 1)


def test_a_kk_in_two_households_is_ambiguous_and_never_guessed(tmp_path):
    one, two = make_household(), make_household()
    kk = one.memberships.get().kk
    two.memberships.update(kk=kk)
    run = recipients(tmp_path, {"NIK": "", "NO. KK": kk, "NAMA": "SIAPA SAJA"})
    assert (run.linked, run.ambiguous, run.unlinked) == (0, 1, 0)
    assert Recipient.objects.get().link_state == LinkState.AMBIGUOUS


def test_who_is_not_found_is_kept_outside_and_linked_by_a_later_dtks_import(tmp_path):
    run = recipients(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH"})
    waiting = Recipient.objects.get()
    assert (waiting.link_state, run.unlinked) == (LinkState.OUTSIDE, 1)
    later = apply(write_list(tmp_path / "dtks.csv", [HEAD]))
    waiting.refresh_from_db()
    assert waiting.household == Household.objects.get()
    change = ChangeRow.objects.get(run=later, target="recipient")
    assert change.before["link_state"] == LinkState.OUTSIDE
    assert change.after["household_id"] == waiting.household_id


def test_aid_follows_a_person_into_his_new_household(tmp_path):
    other = {**HEAD, "ID DTKS": "6472030000000002", "NIK": "6472031205800003"}
    apply(write_list(tmp_path / "one.csv", [HEAD, CHILD, other]))
    recipients(tmp_path, {"NIK": CHILD["NIK"], "NAMA": "RUDI"})
    apply(write_list(tmp_path / "two.csv", [{**CHILD, "ID DTKS": other["ID DTKS"]}]))
    household = Recipient.objects.get().household
    assert household.identifiers.get().value == other["ID DTKS"]


def test_the_key_of_a_recipient_is_nik_then_kk_and_name_then_name_and_area(tmp_path):
    recipients(
        tmp_path,
        {"NIK": "6472031205800001", "NO. KK": "", "NAMA": "A", "KELURAHAN": ""},
        {"NIK": "", "NO. KK": "6472030101800001", "NAMA": "H. Budi", "KELURAHAN": ""},
        {"NIK": "", "NO. KK": "0", "NAMA": "TONO", "KELURAHAN": "JAWA"},
    )
    keys = [recipient.key for recipient in Recipient.objects.order_by("row__number")]
    assert keys == [
        "nik:6472031205800001",
        "kk:6472030101800001|BUDI",
        f"nama:TONO|{village('Jawa').pk}",
    ]


def test_a_row_that_names_nobody_is_a_problem(tmp_path):
    run = recipients(tmp_path, {"NIK": "", "NAMA": "TONO"}, {"NIK": "0", "NAMA": "TINI"})
    assert counts(run) == (0, 0, 0, 2)
    assert "tidak dapat ditentukan" in problems_of(run)


def test_the_programme_comes_from_the_column_by_code_or_alias(tmp_path):
    rows = [
        {"NIK": "6472031205800001", "NAMA": "A", "BANSOS": "PKH"},
        {"NIK": "6472031205800002", "NAMA": "B", "BANSOS": "Sembako"},
        {"NIK": "6472031205800003", "NAMA": "C", "BANSOS": "BANTUAN X"},
    ]
    run = recipients(tmp_path, *rows, options={})
    assert counts(run) == (2, 0, 0, 1)
    codes = Recipient.objects.order_by("row__number").values_list("program__code", flat=True)
    assert list(codes) == ["PKH", "BPNT"]


def test_without_any_programme_every_row_is_a_problem(tmp_path):
    run = recipients(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A"}, options={})
    assert counts(run) == (0, 0, 0, 1)
    assert "Pilih program" in problems_of(run)


def test_an_unknown_area_of_a_recipient_is_kept_as_text_with_a_warning(tmp_path):
    run = recipients(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A", "KELURAHAN": "ENTAH"})
    assert counts(run) == (1, 0, 0, 0)
    assert Recipient.objects.get().area_text == "ENTAH"
    assert "tidak dikenal" in warnings_of(run)


def test_an_empty_cell_erases_nothing_of_a_recipient(tmp_path):
    full = {"NIK": HEAD["NIK"], "NAMA": "A", "ALAMAT": "JL. MAWAR", "KELURAHAN": "JAWA"}
    recipients(tmp_path, full)
    run = recipients(tmp_path, {**full, "ALAMAT": "", "KELURAHAN": "-"}, name="b.csv")
    assert counts(run) == (0, 0, 1, 0)
    assert Recipient.objects.get().address == "JL. MAWAR"


def test_a_changed_recipient_is_written_with_old_and_new(tmp_path):
    recipients(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A", "ALAMAT": "LAMA"})
    row = {"NIK": HEAD["NIK"], "NAMA": "A", "ALAMAT": "BARU"}
    run = recipients(tmp_path, row, name="b.csv")
    assert counts(run) == (0, 1, 0, 0)
    assert Recipient.objects.get().version == 2
    change = ChangeRow.objects.get(run=run)
    assert (change.before, change.after) == ({"address": "LAMA"}, {"address": "BARU"})


def test_a_payment_makes_its_recipient(tmp_path):
    household = make_household()
    run = payments(tmp_path, someone(household, NOMINAL="Rp 200.000,-"))
    payment = Disbursement.objects.get()
    assert counts(run) == (1, 0, 0, 0)
    assert payment.recipient.household == household
    assert (payment.first_month, payment.last_month) == (MONTH, MONTH)
    assert (payment.amount, payment.status) == (200_000, "disalurkan")
    assert payment.row == run.staged_rows.get()
    made = set(ChangeRow.objects.filter(run=run).values_list("target", flat=True))
    assert made == {"recipient", "disbursement"}


def test_a_period_range_is_one_payment_that_covers_those_months(tmp_path):
    options = {**BPNT, "period": "2021-04..2021-06"}
    payments(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A"}, options=options)
    payment = Disbursement.objects.get()
    assert payment.months == (MONTH, MONTH + 2)


def test_payments_of_one_recipient_differ_by_months_and_stage(tmp_path):
    row = {"NIK": HEAD["NIK"], "NAMA": "A", "PERIODE": "2021-04", "TAHAP": "1"}
    rows = [row, {**row, "TAHAP": "2"}, {**row, "PERIODE": "2021-05"}]
    run = payments(tmp_path, *rows, options=BPNT)
    assert counts(run) == (3, 0, 0, 0)
    assert Recipient.objects.count() == 1


def test_a_changed_payment_keeps_its_key_and_is_written_down(tmp_path):
    row = {"NIK": HEAD["NIK"], "NAMA": "A", "NOMINAL": "200.000", "KETERANGAN": "SPM"}
    payments(tmp_path, row)
    paid = {**row, "KETERANGAN": "BERHASIL TRANSAKSI"}
    run = payments(tmp_path, paid, name="b.csv")
    payment = Disbursement.objects.get()
    assert counts(run) == (0, 1, 0, 0)
    assert (payment.status, payment.raw_status) == ("disalurkan", "BERHASIL TRANSAKSI")
    assert ChangeRow.objects.get(run=run).before == {"status": "diproses", "raw_status": "SPM"}


def test_a_list_that_is_silent_on_the_state_leaves_a_known_payment_alone(tmp_path):
    row = {"NIK": HEAD["NIK"], "NAMA": "A", "KETERANGAN": "RETUR"}
    payments(tmp_path, row)
    run = payments(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A"}, name="b.csv")
    assert counts(run) == (0, 0, 1, 0)
    assert Disbursement.objects.get().status == "gagal"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("", "disalurkan"),
        ("SI", "diproses"),
        ("GAGAL OMSPAN", "gagal"),
        ("EXCLUDE MENINGGAL", "dikeluarkan"),
        ("calon", "calon"),
        ("setor kas negara", "gagal"),
        ("entah apa", "diproses"),
    ],
)
def test_the_words_of_an_office_are_kept_beside_one_of_five_states(tmp_path, words, status):
    payments(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A", "KETERANGAN": words})
    payment = Disbursement.objects.get()
    assert (payment.status, payment.raw_status) == (status, words)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("Rp1.234.567", 1_234_567), ("200.000,00", 200_000), ("300000", 300_000), ("", None)],
)
def test_an_amount_is_rupiah_however_it_is_written(tmp_path, cell, amount):
    payments(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A", "NOMINAL": cell})
    assert Disbursement.objects.get().amount == amount


@pytest.mark.parametrize("cell", ["23/07/2021", "23-07-21", "2021-07-23", "23 Juli 2021", "44400"])
def test_a_date_is_read_day_first_in_every_style(tmp_path, cell):
    payments(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A", "TANGGAL SALUR": cell})
    assert Disbursement.objects.get().paid_on == datetime.date(2021, 7, 23)


def test_importing_a_payment_list_again_changes_nothing(tmp_path):
    household = make_household()
    rows = [
        someone(household, NOMINAL="200.000"),
        {"NIK": HEAD["NIK"], "NAMA": "B", "NOMINAL": "-"},
    ]
    payments(tmp_path, *rows)
    before = everything(AID)
    run = payments(tmp_path, *rows)
    assert run.state == RunState.NOTHING
    assert (run.linked, run.unlinked) == (1, 1)
    assert everything(AID) == before


def test_a_preview_promises_what_the_apply_does(tmp_path):
    household = make_household()
    path = a_list(tmp_path, someone(household), {"NIK": HEAD["NIK"], "NAMA": "B"})
    seen = preview(path, "disbursements", APRIL)
    assert not Recipient.objects.exists()
    done = apply(path, "disbursements", APRIL)
    assert counts(done) == counts(seen)
    assert (done.linked, done.unlinked) == (seen.linked, seen.unlinked) == (1, 1)


def test_an_import_is_one_row_of_the_history_with_the_digest_of_its_changes(tmp_path):
    run = payments(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A"})
    (event,) = AuditEvent.objects.filter(run=run, verb="impor_terap")
    assert event.after["digest"] == run.changes_digest == digest_of(run)
    assert event.after["changes"] == ChangeRow.objects.filter(run=run).count() == 2


def test_another_spelling_of_the_same_kelurahan_is_no_change(tmp_path):
    first, again = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("NIK;NAMA;KELURAHAN\n6472031205800001;SITI;JAWA\n", encoding="utf-8")
    again.write_text("NIK;NAMA;KELURAHAN\n6472031205800001;SITI;KEL. JAWA\n", encoding="utf-8")
    apply(first, "recipients", {"program": "BPNT"})
    assert counts(apply(again, "recipients", {"program": "BPNT"})) == (0, 0, 1, 0)


def test_village_aid_in_a_city_without_villages_is_warned_of(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("NIK;NAMA\n6472031205800001;SITI\n", encoding="utf-8")
    run = apply(path, "recipients", {"program": "BLT-DD"})
    assert counts(run) == (1, 0, 0, 0)
    assert run.warnings == 1


def test_a_code_is_never_read_as_another_programme_that_bears_it_as_an_alias(tmp_path):
    Program.objects.filter(code="BST-SEMBAKO").update(aliases=["BST", "SEMBAKO TUNAI"])
    row = {"NIK": HEAD["NIK"], "NAMA": "SITI", "BANSOS": "BST"}
    recipients(tmp_path, row, {**row, "BANSOS": "SEMBAKO TUNAI"}, options={})
    codes = Recipient.objects.order_by("program__code").values_list("program__code", flat=True)
    assert list(codes) == ["BST", "BST-SEMBAKO"]


def test_a_word_that_two_programmes_share_means_neither(tmp_path):
    Program.objects.filter(code__in=["PKH", "BPNT"]).update(aliases=["BANSOS REGULER"])
    row = {"NIK": HEAD["NIK"], "NAMA": "SITI", "BANSOS": "BANSOS REGULER"}
    run = recipients(tmp_path, row, options={})
    assert counts(run) == (0, 0, 0, 1)
    assert "Pilih program" in problems_of(run)
