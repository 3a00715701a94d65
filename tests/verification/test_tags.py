"""Visits on the household's page."""

import datetime

import pytest
from django.template import Context, Template

from tests.factories import UserFactory, make_household
from tests.verification.result_lists import bring, row
from tests.verification.steps import officer, report, supervisor, visit
from verification.actions.reviews import accept, return_
from verification.actions.visits import withdraw

pytestmark = pytest.mark.django_db

PAGE = Template("{% load verification_tags %}{% visits_of household %}")


def shown(household, user=None) -> str:
    return PAGE.render(Context({"household": household, "user": user or officer()}))


def test_what_was_taken_back_stays_in_sight():
    recorded = visit(make_household())
    withdraw(visit=recorded, by=recorded.officer)
    page = shown(recorded.household)
    assert "Terkonfirmasi" in page
    assert "Ditarik kembali" in page


def test_the_supervisors_answer_stands_with_its_note():
    told = report(make_household(), "mampu", note="Punya tiga ruko.")
    return_(visit=told, by=supervisor(), note="Tanyakan ketua RT.")
    page = shown(told.household)
    assert "Punya tiga ruko." in page
    assert "Tanyakan ketua RT." in page


def test_numbers_of_people_in_a_note_are_hidden():
    household = make_household()
    visit(household, note=f"NIK {household.head.nik}")
    assert household.head.nik not in shown(household)


def test_only_who_may_verify_here_sees_the_way_to_a_visit():
    household = make_household()
    assert "Catat kunjungan" in shown(household)
    assert "Catat kunjungan" not in shown(household, UserFactory(role="analis"))


def test_a_timeline_of_many_takes_few_queries(django_assert_max_num_queries):
    household, user = make_household(), officer()
    for _ in range(5):
        visit(household)
    user.area_ids("verifikasi")
    with django_assert_max_num_queries(3):
        shown(household, user)


def test_numbers_of_people_in_a_destination_are_hidden():
    household = make_household()
    report(household, "pindah_keluar", destination_text=f"Bontang, {household.head.nik}")
    assert "Bontang" in shown(household)
    assert household.head.nik not in shown(household)


def test_a_listed_result_names_its_officer_file_and_row(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "terkonfirmasi"), name="verval.csv")
    page = shown(household)
    assert "RAHMAT" in page
    assert "verval.csv, baris 2" in page


def test_a_supervisor_finds_where_to_take_a_listed_removal_back(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "menolak"))
    assert "Cabut hasil ini" in shown(household, supervisor())
    assert "Diterima menurut berkas" in shown(household)
    assert "Cabut hasil ini" not in shown(household, officer())


def test_an_accepted_report_is_revoked_from_the_household_but_not_by_who_made_it():
    household, by = make_household(), supervisor()
    accept(visit=report(household, "menolak", by=by), by=supervisor())
    assert "Cabut hasil ini" in shown(household, supervisor())
    assert "Cabut hasil ini" not in shown(household, by)
    assert "Cabut hasil ini" not in shown(household, officer())


def test_a_listed_removal_that_a_newer_visit_holds_up_says_so(tmp_path):
    household = make_household()
    visit(household, on=datetime.date(2021, 5, 1))
    bring(tmp_path, row(household, "menolak"))
    assert "Hanya dicatat, tidak dijalankan" in shown(household)
    assert "Cabut hasil ini" not in shown(household, supervisor())
