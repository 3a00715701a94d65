"""An applied import taken back: as if it had never been, but for what was changed since."""

import tempfile
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.models import Disbursement, LinkState, Recipient
from registry.actions.identities import reveal_person
from registry.events import Verb
from registry.imports import runs
from registry.imports.undoing import plans, undo
from registry.imports.undoing.undoable import BY_HAND, BY_REVEAL
from registry.models import (
    AuditEvent,
    Household,
    ListedAid,
    Listing,
    Person,
    RunState,
)
from tests.factories import DisbursementFactory, RoundFactory, UserFactory
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    apply,
    counts,
    preview,
    write_list,
)
from tests.registry.imports.test_twice import PAYMENTS, PEOPLE
from tests.registry.imports.undos import OTHER, aid, city, dtks, left, take_back
from tests.verification.steps import visit

pytestmark = pytest.mark.django_db


def look_at(person, by):
    household = person.memberships.get().household
    reveal_person(person=person, household=household, by=by, reason="verifikasi")


def test_a_dtks_file_taken_back_leaves_the_city_as_it_was(tmp_path):
    before = city()
    run = dtks(tmp_path, HEAD, CHILD, OTHER)
    found = take_back(run)
    assert city() == before
    assert (run.state, found.left_count) == (RunState.UNDONE, 0)
    assert found.removed["rumah tangga"] == 2


def test_changed_moved_and_dropped_things_come_back_as_they_were(tmp_path):
    dtks(tmp_path, HEAD, CHILD, OTHER)
    before = city()
    moved = {**HEAD, "DESA/KELUARAHAN": "AIR HITAM", "PEKERJAAN": "GURU", "BANSOS BPNT": "TIDAK"}
    run = dtks(tmp_path, moved, {**CHILD, "ID DTKS": OTHER["ID DTKS"]}, name="b.csv")
    assert city() != before
    found = take_back(run)
    assert city() == before
    assert found.restored["rumah tangga"] == 1


def test_payments_and_the_recipients_they_made_go(tmp_path):
    before = city()
    run = aid(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH", "NOMINAL": "200000"})
    assert Disbursement.objects.count() == 1
    take_back(run)
    assert city() == before


def test_a_recipient_list_that_changed_a_name_gives_it_back(tmp_path):
    aid(
        tmp_path,
        {"NIK": HEAD["NIK"], "NAMA": "SITI"},
        kind="recipients",
        options={"program": "BPNT"},
    )
    before = city()
    longer = {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH"}
    run = aid(tmp_path, longer, kind="recipients", options={"program": "BPNT"}, name="q.csv")
    assert city() != before
    take_back(run)
    assert city() == before


def test_recipients_that_found_their_household_wait_again(tmp_path):
    aid(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH", "NOMINAL": "200000"})
    before = city()
    run = dtks(tmp_path, HEAD)
    assert Recipient.objects.get().link_state == LinkState.LINKED
    take_back(run)
    assert Recipient.objects.get().link_state == LinkState.OUTSIDE
    assert city() == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_rows_are_locked_in_the_order_in_which_officers_take_them(tmp_path):
    aid(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH", "NOMINAL": "200000"})
    run = dtks(tmp_path, HEAD)
    with CaptureQueriesContext(connection) as asked:
        take_back(run)
    locked = [query["sql"] for query in asked if "FOR UPDATE OF" in query["sql"]]
    tables = [sql.split('FROM "')[1].split('"')[0] for sql in locked]
    assert tables[:2] == ["registry_household", "registry_person"]
    assert "programs_recipient" in tables[2:]


def test_the_same_file_may_come_again_and_gives_the_same(tmp_path):
    first = dtks(tmp_path, HEAD, CHILD)
    take_back(first)
    again = dtks(tmp_path, HEAD, CHILD)
    assert (again.state, again.already_imported) == (RunState.APPLIED, None)
    assert counts(again) == counts(first)
    assert Listing.objects.count() == 1


def test_a_household_that_was_visited_stays_whole_and_is_listed(tmp_path):
    run = dtks(tmp_path, HEAD, CHILD, OTHER)
    seen = Household.objects.get(head__name="SITI AMINAH")
    visit(seen, by=UserFactory(role="petugas", area=seen.area), round=RoundFactory())
    asked = plans.plan(run)
    assert left(take_back(run)) == left(asked)
    assert left(asked)[BY_HAND] == 1
    assert seen.get_absolute_url() in {url for e in asked.left for _, url in e.examples}
    assert {p.name for p in Person.objects.all()} == {"SITI AMINAH", "RUDI"}


def test_a_person_whose_nik_was_shown_stays_with_the_household(tmp_path):
    run = dtks(tmp_path, HEAD, CHILD, OTHER)
    shown = Person.objects.get(name="RUDI")
    look_at(shown, by=UserFactory(role="admin"))
    assert left(take_back(run))[BY_REVEAL] == 1
    assert {p.name for p in Person.objects.all()} == {"SITI AMINAH", "RUDI"}


def test_a_household_stays_to_which_aid_of_another_list_is_linked(tmp_path):
    run = dtks(tmp_path, HEAD, OTHER)
    aid(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH", "NOMINAL": "200000"})
    assert any("bantuan" in reason for reason in left(take_back(run)))
    assert [h.head.name for h in Household.objects.all()] == ["SITI AMINAH"]
    assert Recipient.objects.get().link_state == LinkState.LINKED


def test_a_payment_changed_by_hand_since_stays(tmp_path):
    run = aid(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH", "NOMINAL": "200000"})
    DisbursementFactory(recipient=Recipient.objects.get(), first_month=2022 * 12)
    assert take_back(run).left_count == 1
    assert Disbursement.objects.count() == 2


def test_taking_back_twice_happens_once(tmp_path):
    run = dtks(tmp_path, HEAD)
    take_back(run)
    with pytest.raises(runs.WrongState):
        take_back(run)
    assert AuditEvent.objects.filter(verb=Verb.IMPORT_UNDONE).count() == 1


def test_the_history_says_who_took_back_how_much_and_what_stayed(tmp_path):
    admin = UserFactory(role="admin")
    run = dtks(tmp_path, HEAD, OTHER)
    look_at(Person.objects.get(name="HALIMAH"), by=admin)
    undo.undo(run, admin)
    event = AuditEvent.objects.get(verb=Verb.IMPORT_UNDONE)
    assert (event.actor, event.run, run.undone_by) == (admin, run, admin)
    assert event.after["left"] >= 1
    assert BY_REVEAL in event.reason


def test_a_plan_changes_nothing(tmp_path):
    run = dtks(tmp_path, HEAD)
    before = city()
    plans.plan(run)
    run.refresh_from_db()
    assert (city(), run.state) == (before, RunState.APPLIED)


def test_a_run_without_a_record_of_its_changes_cannot_be_taken_back(tmp_path):
    run = dtks(tmp_path, HEAD)
    type(run).objects.filter(pk=run.pk).update(changes_digest="")
    run.refresh_from_db()
    with pytest.raises(runs.WrongState):
        take_back(run)
    assert Household.objects.exists()


def queries_of_an_undo(folder, households):
    rows = [
        {**HEAD, "ID DTKS": f"64720300{n:08}", "NIK": f"64720312058{n:05}"}
        for n in range(1, households + 1)
    ]
    run = dtks(folder, *rows, name=f"{households}.csv")
    with CaptureQueriesContext(connection) as asked:
        take_back(run)
    return len(asked)


def test_ten_times_the_households_take_no_more_queries(tmp_path):
    assert queries_of_an_undo(tmp_path, 4) == queries_of_an_undo(tmp_path, 40)


def queries_of_dropped_claims(folder, households):
    """Of an import that no longer claims what the one before it claimed, and of its undo."""
    rows = [
        {**HEAD, "ID DTKS": f"64720300{n:08}", "NIK": f"64720312058{n:05}"}
        for n in range(1, households + 1)
    ]
    denied = [{**row, "BANSOS BPNT": "TIDAK", "PBI JKN": "TIDAK"} for row in rows]
    dtks(folder, *rows, name=f"{households}.csv")
    run = preview(write_list(folder / f"{households}b.csv", denied))
    runs.ask_apply(run=run, by=None)
    with CaptureQueriesContext(connection) as applying:
        runs.apply(run)
    assert not ListedAid.objects.exists()
    with CaptureQueriesContext(connection) as undoing:
        take_back(run)
    assert ListedAid.objects.count() == 2 * households
    ListedAid.objects.all().delete()
    return len(applying), len(undoing)


def test_ten_times_the_claims_dropped_and_claimed_again_take_no_more_queries(tmp_path):
    few, many = (queries_of_dropped_claims(tmp_path, n) for n in (4, 40))
    assert few == many


def undone(before_rows, rows, kind, options):
    """The city before and after a file came and went; whatever was made is taken back."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        here = Path(folder)
        if before_rows:
            apply(write_list(here / "a.csv", before_rows, list(before_rows[0])), kind, options)
        before = city()
        run = apply(write_list(here / "b.csv", rows, list(rows[0])), kind, options)
        if run.state == RunState.APPLIED:
            assert take_back(run).left == []
        after = city()
        transaction.set_rollback(True)
    return before, after


def undone_in_turn(first, second, *, newest_first):
    """The city before two files and after both were taken back; whatever was made goes."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        before = city()
        made = [
            apply(write_list(Path(folder) / f"{n}.csv", rows, list(rows[0])))
            for n, rows in enumerate([first, second])
        ]
        for run in reversed(made) if newest_first else made:
            if run.state == RunState.APPLIED:
                take_back(run)
        after = city()
        empty = Household.objects.filter(Q(memberships=None) | Q(residences=None)).count()
        alone = Person.objects.filter(memberships=None).count()
        transaction.set_rollback(True)
    return before, after, empty + alone


def lists_of(rows, smallest):
    return st.lists(rows, min_size=smallest, max_size=6)


@settings(max_examples=25)
@given(lists_of(PEOPLE, 0), lists_of(PEOPLE, 1))
def test_whatever_a_dtks_file_holds_taking_it_back_is_before(old, new):
    first, second = ([{**HEAD, "KECAMATAN": "", **row} for row in rows] for rows in (old, new))
    before, after = undone(first, second, "dtks", None)
    assert before == after


@settings(max_examples=12)
@given(lists_of(PEOPLE, 1), lists_of(PEOPLE, 1))
def test_two_files_taken_back_newest_first_are_before(old, new):
    first, second = ([{**HEAD, "KECAMATAN": "", **row} for row in rows] for rows in (old, new))
    before, after, _ = undone_in_turn(first, second, newest_first=True)
    assert before == after


@settings(max_examples=12)
@given(lists_of(PEOPLE, 1), lists_of(PEOPLE, 1))
def test_two_files_taken_back_oldest_first_leave_nothing_half(old, new):
    first, second = ([{**HEAD, "KECAMATAN": "", **row} for row in rows] for rows in (old, new))
    assert undone_in_turn(first, second, newest_first=False)[2] == 0


@settings(max_examples=25)
@given(lists_of(PAYMENTS, 0), lists_of(PAYMENTS, 1))
def test_whatever_a_payment_list_holds_taking_it_back_is_before(old, new):
    before, after = undone(old, new, "disbursements", {"program": "BPNT"})
    assert before == after
