"""The main job at 360 px: two imports, a round, an officer's day, a supervisor's answer.

After each step the analyst reads every figure of the dashboard and counts the list behind it.
"""

import pytest

from tests.factories import UserFactory, village
from tests.support.offices import write_dtks, write_payments
from tests.support.people_at_work import Admin, Analyst, Officer, Supervisor
from tests.support.windows import log_in


@pytest.fixture
def people(window):
    """One of each role, logged in by the form on a phone of his own."""
    made = {
        Admin: UserFactory(role="admin"),
        # Numbers this small are hidden from who may not see identities: this reader may.
        Analyst: UserFactory(role="admin"),
        Supervisor: UserFactory(role="penyelia"),
        Officer: UserFactory(role="petugas", area=village("Jawa"), full_name="Rina Petugas"),
    }
    found = []
    for role, user in made.items():
        page = window()
        log_in(page, user)
        found.append(role(page))
    return found


def moved(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """By how much each figure changed; what stayed is left out."""
    every = {*before, *after}
    by = {figure: after.get(figure, 0) - before.get(figure, 0) for figure in every}
    return {figure: change for figure, change in by.items() if change}


def import_both_files(admin, folder):
    admin.imports(write_dtks(folder), "Data DTKS", Kode_rilis="DTKS-2021-07")
    admin.sees("Baru", 8)
    admin.sees("Bermasalah", 1)
    admin.imports(write_payments(folder), "Daftar penyaluran")
    admin.sees("Baru", 5)


def test_from_two_files_to_a_figure_that_a_supervisor_moved(people, tmp_path):
    admin, analyst, supervisor, officer = people
    import_both_files(admin, tmp_path)
    supervisor.opens_a_round("Agustus 2021")
    supervisor.assigns("Rina Petugas", "Jawa (Kec. Samarinda Ulu)")
    start = analyst.reads()
    assert start["listed"] == start["households"] == start["unverified"] == 6
    assert (start["overlap"], start["conflict"], start["never"]) == (2, 1, 3)

    officer.confirms("SITI RAHMAH")
    confirmed = analyst.reads()
    assert moved(start, confirmed) == {"confirmed": 1, "unverified": -1, "not_confirmed": -1}
    assert analyst.list_of("confirmed") == ["SITI RAHMAH"]

    officer.reports_the_head_dead("ABDUL GANI", new_head="NUR HAYATI")
    officer.reports_gone_from_the_city("BUDI SANTOSO", to="Bontang")
    reported = analyst.reads()
    assert moved(confirmed, reported) == {"reported": 2}
    assert analyst.list_of("reported") == ["ABDUL GANI", "BUDI SANTOSO"]

    supervisor.accepts_the_report_about("BUDI SANTOSO")
    gone = analyst.reads()
    assert moved(reported, gone) == {
        "moved": 1,
        "unverified": -1,
        "reported": -1,
        "households": -1,
        "several": -1,
        "overlap": -1,
        "conflict": -1,
        "program:BPNT": -1,
        "program:BST": -1,
        "pair:BPNT+BST": -1,
    }
    assert analyst.list_of("moved") == ["BUDI SANTOSO"]

    officer.reports_gone_from_the_city("HASAN BASRI", to="Balikpapan")
    assert moved(gone, analyst.reads()) == {"reported": 1}
    officer.takes_the_last_one_back()
    assert analyst.reads() == gone

    supervisor.accepts_the_report_about("ABDUL GANI")
    assert moved(gone, analyst.reads()) == {
        "confirmed": 1,
        "unverified": -1,
        "not_confirmed": -1,
        "reported": -1,
    }
    assert analyst.list_of("confirmed") == ["SITI RAHMAH", "NUR HAYATI"]
