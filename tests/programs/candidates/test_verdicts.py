"""What a row is told: every verdict, in words."""

import datetime

import pytest

from programs.models import LinkState, OverlapRule, Program
from registry.codes import Existence, PaymentStatus
from registry.matching.names import name_key, sound_key
from registry.models import Membership, Person
from tests.factories import (
    DisbursementFactory,
    MembershipFactory,
    RecipientFactory,
    UserFactory,
    head_of,
    make_household,
    village,
)
from tests.programs.candidates.lists import APRIL, STRANGER, answer_for, answers, checked
from tests.registry.imports.workbooks import merged_book

pytestmark = pytest.mark.django_db

DAY = datetime.date(2021, 3, 12)
CLOSED = {"closed_at": datetime.datetime(2021, 3, 12, tzinfo=datetime.UTC), "closed_on": DAY}


def paid(household, code, month=APRIL, person=None, **fields):
    """A payment of this programme to the head (or another member) of the household."""
    recipient = RecipientFactory.create(
        household=household,
        program=Program.objects.get(code=code),
        person=person or head_of(household),
    )
    return DisbursementFactory.create(recipient=recipient, first_month=month, **fields)


def test_who_receives_nothing_may_be_paid(tmp_path):
    head = head_of(make_household(area=village("Jawa"), standing="terkonfirmasi", standing_on=DAY))
    assert answer_for(tmp_path, head.nik) == {
        "TERDAFTAR": "Ya, Kel. Jawa",
        "KEADAAN": "Terkonfirmasi 12 Maret 2021",
        "MENERIMA": "",
        "PUTUSAN": "Boleh",
        "PENJELASAN": "",
    }


def test_a_forbidden_pair_names_its_rule_and_basis(tmp_path):
    household = make_household()
    paid(household, "PKH")
    rules = OverlapRule.objects.filter(first__code="PKH", second__code="BST")
    assert rules.update(note="Uji", basis="Peraturan Uji 1/2021") == 1
    found = answer_for(tmp_path, head_of(household).nik)
    assert found["MENERIMA"] == "PKH April 2021"
    assert found["PUTUSAN"] == "Dilarang"
    assert "BST + PKH April 2021: rangkap tidak diperbolehkan" in found["PENJELASAN"]
    assert "Peraturan Uji 1/2021" in found["PENJELASAN"]


def test_a_forbidden_pair_in_another_month_is_no_matter(tmp_path):
    household = make_household()
    paid(household, "PKH", APRIL + 1)
    assert answer_for(tmp_path, head_of(household).nik)["PUTUSAN"] == "Boleh"


def test_a_forbidden_pair_on_another_kk_of_the_house_breaks_no_rule(tmp_path):
    household = make_household()
    other = MembershipFactory(household=household, kk="6472030101809999").person
    paid(household, "PKH", person=other)
    found = answer_for(tmp_path, head_of(household).nik)
    assert found["PUTUSAN"] == "Boleh"
    assert "pada KK yang berbeda" in found["PENJELASAN"]


def test_a_kk_under_which_the_programme_knows_him_counts_before_that_of_today(tmp_path):
    household = make_household()
    head, today = head_of(household), household.memberships.get().kk
    paid(household, "PKH")
    bst, other = Program.objects.get(code="BST"), "6472030101809999"
    key = f"nik:{head.nik}"
    RecipientFactory(household=household, person=head, program=bst, key=key, kk=other)
    found = answer_for(tmp_path, head.nik)
    assert (found["PUTUSAN"], "pada KK yang berbeda" in found["PENJELASAN"]) == ("Boleh", True)
    (found,) = answers(tmp_path, [[head.nik, today, "SITI"]], ["NIK", "NO KK", "NAMA"])
    assert found["PUTUSAN"] == "Dilarang"


def test_a_pair_that_the_city_has_not_decided_is_to_be_looked_at(tmp_path):
    household = make_household()
    paid(household, "BPNT")
    found = answer_for(tmp_path, head_of(household).nik, program="SMD-SEMBAKO-2021")
    assert found["PUTUSAN"] == "Perlu ditinjau"


def test_a_pair_to_be_looked_at_on_another_kk_is_not(tmp_path):
    household = make_household()
    other = MembershipFactory(household=household, kk="6472030101809999").person
    paid(household, "BPNT", person=other)
    found = answer_for(tmp_path, head_of(household).nik, program="SMD-SEMBAKO-2021")
    assert found["PUTUSAN"] == "Boleh"
    assert "pada KK yang berbeda" in found["PENJELASAN"]


def test_an_expected_pair_is_allowed_and_said(tmp_path):
    household = make_household()
    paid(household, "BPNT")
    found = answer_for(tmp_path, head_of(household).nik, program="PKH")
    assert (found["PUTUSAN"], found["MENERIMA"]) == ("Boleh", "BPNT April 2021")


def test_the_same_programme_in_the_same_month_has_been_received(tmp_path):
    household = make_household()
    paid(household, "BST", last_month=APRIL + 2)
    found = answer_for(tmp_path, head_of(household).nik)
    assert found["PUTUSAN"] == "Sudah menerima program ini"
    assert found["PENJELASAN"] == "BST April 2021 sudah dibayar."


def test_a_premium_that_figures_count_apart_is_not_to_be_paid_twice_either(tmp_path):
    household = make_household()
    paid(household, "PBI-JK")
    found = answer_for(tmp_path, head_of(household).nik, program="PBI-JK")
    assert found["PUTUSAN"] == "Sudah menerima program ini"


@pytest.mark.parametrize(
    ("existence", "outcome"),
    [(Existence.DECEASED, "Meninggal"), (Existence.MOVED, "Pindah"), (Existence.ABROAD, "Pindah")],
)
def test_who_is_gone_is_not_to_be_paid_but_his_family_may_be(tmp_path, existence, outcome):
    head = head_of(make_household(members=2))
    Person.objects.filter(pk=head.pk).update(existence=existence, existence_on=DAY)
    found = answer_for(tmp_path, head.nik)
    assert found["PUTUSAN"] == outcome
    assert found["KEADAAN"].endswith("12 Maret 2021")
    assert "tunjuk penerima lain" in found["PENJELASAN"]


@pytest.mark.parametrize(
    ("reason", "outcome", "standing"),
    [
        ("meninggal", "Meninggal", "Seluruh anggota meninggal 12 Maret 2021"),
        ("pindah", "Pindah", "Pindah keluar kota 12 Maret 2021"),
        ("mampu", "Sudah keluar dari register", "Sudah mampu 12 Maret 2021"),
        ("ganda", "Sudah keluar dari register", "Data ganda 12 Maret 2021"),
    ],
)
def test_a_closed_household_says_why(tmp_path, reason, outcome, standing):
    household = make_household(closed_reason=reason, **CLOSED)
    found = answer_for(tmp_path, head_of(household).nik)
    assert (found["PUTUSAN"], found["KEADAAN"]) == (outcome, standing)


@pytest.mark.parametrize(
    ("period", "outcome"),
    [
        ((APRIL - 3, APRIL - 2), "Boleh"),
        ((APRIL - 2, APRIL - 1), "Boleh"),
        ((APRIL - 1, APRIL), "Meninggal"),
    ],
    ids=["before", "to the month itself", "beyond it"],
)
def test_who_died_after_the_months_asked_about_may_be_paid_for_them(tmp_path, period, outcome):
    head = head_of(make_household(closed_reason="meninggal", **CLOSED))
    Person.objects.filter(pk=head.pk).update(existence=Existence.DECEASED, existence_on=DAY)
    found = answer_for(tmp_path, head.nik, period=period)
    assert (found["PUTUSAN"], found["KEADAAN"]) == (outcome, "Meninggal 12 Maret 2021")
    assert ("baru sesudah bulan yang ditanyakan" in found["PENJELASAN"]) == (outcome == "Boleh")


@pytest.mark.parametrize(("reason", "outcome"), [("mampu", "Boleh"), ("ganda", "Sudah keluar")])
def test_a_household_that_ended_later_may_be_paid_unless_it_never_was_one(
    tmp_path, reason, outcome
):
    household = make_household(closed_reason=reason, **CLOSED)
    found = answer_for(tmp_path, head_of(household).nik, period=(APRIL - 3, APRIL - 3))
    assert found["PUTUSAN"].startswith(outcome)


def test_who_died_on_a_day_nobody_knows_is_not_to_be_paid(tmp_path):
    head = head_of(make_household())
    Person.objects.filter(pk=head.pk).update(existence=Existence.DECEASED)
    assert answer_for(tmp_path, head.nik)["PUTUSAN"] == "Meninggal"


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({"reported": "meninggal"}, "Belum diverifikasi; dilaporkan meninggal"),
        ({"standing": "tidak_ditemukan", "standing_on": DAY}, "Tidak ditemukan 12 Maret 2021"),
    ],
)
def test_who_was_not_found_or_is_reported_is_to_be_looked_at(tmp_path, fields, standing):
    found = answer_for(tmp_path, head_of(make_household(**fields)).nik)
    assert (found["PUTUSAN"], found["KEADAAN"]) == ("Perlu ditinjau", standing)


def test_a_stranger_is_not_registered(tmp_path):
    found = answer_for(tmp_path, STRANGER)
    assert (found["TERDAFTAR"], found["PUTUSAN"]) == ("Tidak", "Tidak terdaftar")


def test_what_a_stranger_receives_outside_the_register_counts_too(tmp_path):
    outside = RecipientFactory.create(nik=STRANGER, program=Program.objects.get(code="PKH"))
    DisbursementFactory.create(recipient=outside, first_month=APRIL)
    found = answer_for(tmp_path, STRANGER)
    assert (found["TERDAFTAR"], found["MENERIMA"]) == ("Tidak", "PKH April 2021")
    assert found["PUTUSAN"] == "Dilarang"


def test_a_kk_in_two_households_needs_a_nik(tmp_path):
    kk = "6472030101807777"
    for _ in range(2):
        Membership.objects.filter(household=make_household()).update(kk=kk)
    (found,) = answers(tmp_path, [[kk, "SITI"]], header=["NO KK", "NAMA"])
    assert found["TERDAFTAR"] == "Lebih dari satu calon"
    assert found["PUTUSAN"] == "Perlu ditinjau"


def test_a_damaged_nik_cannot_be_asked_about(tmp_path):
    found = answers(tmp_path, [["12345", "SITI"], [6472031205800010, "BUDI"]])
    assert {row["PUTUSAN"] for row in found} == {"Tidak dapat diperiksa"}
    assert "16" in found[0]["PENJELASAN"]
    assert "digit terakhir" in found[1]["PENJELASAN"]


def test_a_row_without_any_name_or_number_cannot_be_asked_about(tmp_path):
    found = answers(tmp_path, [["-", "-", "JL. MAWAR"]], header=["NIK", "NAMA", "ALAMAT"])
    assert found[0]["PUTUSAN"] == "Tidak dapat diperiksa"


def test_without_a_programme_it_only_says_what_people_receive(tmp_path):
    receiving, other = make_household(), make_household()
    paid(receiving, "PKH")
    rows = [[head_of(each).nik, "X"] for each in (receiving, other)]
    found = answers(tmp_path, rows, program=None)
    assert [row["PUTUSAN"] for row in found] == [
        "Menerima bantuan",
        "Tidak menerima pada periode ini",
    ]


def test_what_is_under_way_or_only_listed_is_said_and_judges_nothing(tmp_path):
    household = make_household()
    paid(household, "PKH", status=PaymentStatus.PROCESSING)
    RecipientFactory.create(household=household, program=Program.objects.get(code="BPNT"))
    found = answer_for(tmp_path, head_of(household).nik)
    assert (found["PUTUSAN"], found["MENERIMA"]) == ("Boleh", "")
    assert "PKH April 2021 tercatat diproses." in found["PENJELASAN"]
    assert "Ada di daftar penerima BPNT" in found["PENJELASAN"]


def test_a_period_of_several_months_names_those_that_meet(tmp_path):
    household = make_household()
    paid(household, "PKH", APRIL + 1, last_month=APRIL + 5)
    found = answer_for(tmp_path, head_of(household).nik, period=(APRIL, APRIL + 2))
    assert found["MENERIMA"] == "PKH Mei–Juni 2021"
    assert "BST + PKH Mei–Juni 2021" in found["PENJELASAN"]


def test_a_family_that_stands_twice_on_the_list_is_told_the_other_row(tmp_path):
    household = make_household(members=2)
    niks = household.memberships.order_by("pk").values_list("person__nik", flat=True)
    found = answers(tmp_path, [[nik, "X"] for nik in niks])
    assert [row["PUTUSAN"] for row in found] == ["Boleh", "Tercantum dua kali di daftar ini"]
    assert found[1]["PENJELASAN"] == "KK yang sama ada di baris 2."


def test_what_is_given_to_each_person_may_go_to_two_of_a_family(tmp_path):
    household = make_household(members=2)
    niks = household.memberships.order_by("pk").values_list("person__nik", flat=True)
    found = answers(tmp_path, [[nik, "X"] for nik in [*niks, niks[0]]], program="PBI-JK")
    assert [row["PUTUSAN"] for row in found[:2]] == ["Boleh", "Boleh"]
    assert found[2]["PENJELASAN"] == "Orang yang sama ada di baris 2."


def test_a_name_with_its_address_is_recognised_as_likely(tmp_path):
    household = make_household(area=village("Jawa"), address="JL. ANGGREK NO. 5", rt="007")
    _rename(household.head_id, "SITI NURHALIZAH RAMADHANI")
    header = ["NAMA", "KELURAHAN", "ALAMAT", "RT"]
    row = ["SITI NURHALIZA RAMADANI", "JAWA", "JL ANGGREK NO 5", "007"]
    (found,) = answers(tmp_path, [row], header=header)
    assert found["TERDAFTAR"] == "Mungkin, Kel. Jawa"
    assert "dari 100" in found["PENJELASAN"]


def test_a_heading_row_says_the_kelurahan_of_the_names_below_it(tmp_path):
    household = make_household(area=village("Jawa"), address="JL. ANGGREK NO. 5", rt="007")
    _rename(household.head_id, "SITI NURHALIZAH RAMADHANI")
    rows = [["KELURAHAN JAWA", "", ""], ["SITI NURHALIZA RAMADANI", "JL ANGGREK NO 5", "007"]]
    found = answers(tmp_path, rows, header=["NAMA", "ALAMAT", "RT"])
    assert [row["TERDAFTAR"] for row in found] == ["", "Mungkin, Kel. Jawa"]


def test_a_kk_in_a_merged_cell_is_that_of_each_of_its_rows(tmp_path):
    kk = make_household(members=2).memberships.first().kk
    rows = [["NO KK", "NAMA"], [kk, "SITI"], ["", "RUDI"], ["", "TINI"]]
    merged = merged_book(tmp_path / "gabung.xlsx", rows, [(1, 3, 0, 0)])
    rows = [rows[0], *[[kk, name] for _, name in rows[1:]]]
    written = merged_book(tmp_path / "tulis.xlsx", rows, [])
    ours = [[row[2:] for row in checked(path)["Sheet"]] for path in (merged, written)]
    assert ours[0] == ours[1]
    assert all(row[0].startswith("Ya") for row in ours[0][1:])


def test_a_doubtful_name_is_left_to_the_office(tmp_path):
    household = make_household(area=village("Jawa"), address="JL. ANGGREK NO. 5", rt="007")
    _rename(household.head_id, "SITI NURHALIZAH RAMADHANI")
    paid(household, "PKH")
    row = ["SITI NURHALIZA RAMADANI", "JAWA"]
    (found,) = answers(tmp_path, [row], header=["NAMA", "KELURAHAN"])
    assert (found["TERDAFTAR"], found["PUTUSAN"]) == ("Mungkin, Kel. Jawa", "Perlu ditinjau")
    assert "Bila benar orangnya: dilarang" in found["PENJELASAN"]


def _rename(person, name):
    key = name_key(name)
    Person.objects.filter(pk=person).update(name=name, name_key=key, sound_key=sound_key(key))


def test_a_user_without_the_right_to_an_area_learns_only_that_somebody_is_registered(tmp_path):
    household = make_household(area=village("Bukuan"))
    paid(household, "PKH")
    officer = UserFactory(role="penyelia", area=village("Jawa"))
    found = answer_for(tmp_path, head_of(household).nik, by=officer)
    assert found["TERDAFTAR"] == "Ya"
    assert found["PENJELASAN"] == "Di luar wilayah Anda."
    assert "Bukuan" not in "".join(found.values()) + found["MENERIMA"]


def test_a_waiting_recipient_is_judged_by_what_his_list_gives(tmp_path):
    waiting = RecipientFactory.create(
        nik=STRANGER, program=Program.objects.get(code="BST"), link_state=LinkState.AMBIGUOUS
    )
    DisbursementFactory.create(recipient=waiting, first_month=APRIL)
    assert answer_for(tmp_path, STRANGER)["PUTUSAN"] == "Sudah menerima program ini"


def test_a_list_of_numbers_alone_is_enough(tmp_path):
    head = head_of(make_household())
    (found,) = answers(tmp_path, [[head.nik, "1"]], header=["NIK", "URUT"])
    assert found["PUTUSAN"] == "Boleh"
