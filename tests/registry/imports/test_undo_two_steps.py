"""An undo is prepared without a lock and written at once: as if nobody had worked meanwhile.

Its slow plain twin scans and writes in one transaction (`undoing.undo.undo_directly`).
"""

import tempfile
import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.actions.links import leave_out, link_recipient
from programs.aid_lists import AID_HOLDS
from programs.models import Recipient
from registry.actions.identities import reveal_person
from registry.events import Verb
from registry.imports import runs
from registry.imports.applying.two_steps import Overtaken
from registry.imports.undoing import two_steps, undo
from registry.imports.undoing.two_steps import Preparation
from registry.imports.undoing.undoable import BY_DECISION, BY_FILE, BY_HAND, BY_REVEAL, BY_VALUE
from registry.models import AuditEvent, Household, ImportRun, Membership, Person, RunState
from tests.factories import DisbursementFactory, UserFactory
from tests.registry.imports.lists import CHILD, HEAD, temporary_tables
from tests.registry.imports.test_twice import PEOPLE
from tests.registry.imports.undos import OTHER, aid, city, dtks, left, take_back
from tests.verification.steps import supervisor, visit
from verification.actions.reviews import accept
from verification.findings import Death
from verification.models import Visit

pytestmark = pytest.mark.django_db
# Looks: one without a lock, one under it.
BEFORE, UNDER = 0, 1
LATER = datetime(2100, 1, 1, tzinfo=UTC)
PAID = {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH", "NOMINAL": "200000"}


def directly(run):
    return undo.undo_directly(run, None)


@contextmanager
def meanwhile(act, look):
    """Somebody acts before the look of that number; how often the run was scanned."""
    looked, acts = Preparation.look_again, iter([*[lambda: None] * look, act])
    scanned, scan = [], two_steps.scan

    def look_again(preparation):
        next(acts, lambda: None)()
        return looked(preparation)

    def count(*args):
        scanned.append(args)
        return scan(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Preparation, "look_again", look_again)
        patch.setattr(two_steps, "scan", count)
        yield scanned


def outcome(undoing, run):
    """What came of it, all of which is taken back again."""
    run.refresh_from_db()
    with transaction.atomic():
        found = undoing(run)
        units = set(run.left.values_list("unit", "holder"))
        told = (found.removed, found.restored, sorted(found.left, key=str), units, city())
        transaction.set_rollback(True)
    return told


def overtaken(act, run, look=BEFORE):
    """What comes of an undo that an act overtakes, and how often it was scanned; it must be what
    comes of the act and then an undo under the lock.
    """

    def after_the_act(run):
        act()
        return directly(run)

    with meanwhile(act, look) as scanned:
        found = outcome(take_back, run)
    assert found == outcome(after_the_act, run)
    return {each.reason: each.count for each in found[2]}, len(scanned)


def siti():
    return Person.objects.get(nik=HEAD["NIK"])


def a_visit():
    visit(Household.objects.get(head=siti()))


def a_report():
    kept = Household.objects.get(head__nik=OTHER["NIK"])
    visit(Household.objects.get(head=siti()), "ganda", duplicate_of=kept)


def an_end():
    """The household that the child has left dies out."""
    told = visit(Household.objects.get(head=siti()), "meninggal", deaths=(Death(siti()),))
    accept(visit=told, by=supervisor())
    # One moment, however often it is done.
    Person.objects.filter(existence="meninggal").update(existence_recorded_at=LATER)
    assert Household.objects.filter(closed_reason="meninggal").update(closed_at=LATER) == 1


def a_look():
    person = Person.objects.get(nik=CHILD["NIK"])
    household = person.memberships.get().household
    reveal_person(
        person=person, household=household, by=UserFactory(role="admin"), reason="verifikasi"
    )


def a_link():
    recipient = Recipient.objects.get()
    admin = UserFactory(role="admin")
    link_recipient(recipient=recipient, person=siti(), by=admin, seen_version=recipient.version)


def a_payment():
    """Under a key of its own: PostgreSQL draws another one the second time."""
    recipient = Recipient.objects.get(nik=HEAD["NIK"])
    DisbursementFactory(pk=1_000_000, recipient=recipient, first_month=2022 * 12)


def a_decision():
    leave_out(
        recipient=Recipient.objects.get(nik=HEAD["NIK"]),
        by=UserFactory(role="admin"),
        seen_version=1,
    )


def another_job():
    Person.objects.filter(nik=HEAD["NIK"]).update(occupation="NELAYAN", version=F("version") + 1)


def another_day():
    closed = Membership.objects.filter(person__nik=CHILD["NIK"], valid_to__isnull=False)
    assert closed.update(valid_to=date(2030, 1, 1))


def in_a_connection_of_his_own(act):
    try:
        act()
    finally:
        connection.close()


@pytest.fixture
def run(tmp_path):
    return dtks(tmp_path, HEAD, CHILD, OTHER)


@pytest.mark.parametrize("look", [BEFORE, UNDER])
@pytest.mark.parametrize(("act", "reason"), [(a_visit, BY_HAND), (a_look, BY_REVEAL)])
def test_a_household_on_which_an_officer_acts_between_scan_and_write_stays(run, act, reason, look):
    stays, scans = overtaken(act, run, look)
    assert (stays[reason], scans) == (1, 1)


@pytest.mark.parametrize("look", [BEFORE, UNDER])
def test_a_household_to_which_a_recipient_is_linked_meanwhile_stays(tmp_path, look):
    aid(tmp_path, {**PAID, "NIK": CHILD["NIK"], "NAMA": "JOKO"})
    stays, scans = overtaken(a_link, dtks(tmp_path, HEAD, OTHER), look)
    assert (stays[BY_HAND], scans) == (1, 1)


@pytest.mark.parametrize("look", [BEFORE, UNDER])
def test_nobody_comes_back_into_a_household_that_was_closed_meanwhile(tmp_path, look):
    dtks(tmp_path, HEAD, CHILD, OTHER)
    moved = {**CHILD, "ID DTKS": OTHER["ID DTKS"], "NOKK": OTHER["NOKK"]}
    stays, scans = overtaken(an_end, dtks(tmp_path, moved, name="b.csv"), look)
    assert (stays, scans) == ({BY_HAND: 1}, 1)


@pytest.mark.parametrize("look", [BEFORE, UNDER])
def test_a_household_that_is_meanwhile_reported_as_the_one_to_keep_stays(tmp_path, look):
    dtks(tmp_path, HEAD)
    stays, scans = overtaken(a_report, dtks(tmp_path, OTHER, name="b.csv"), look)
    assert (stays, scans) == ({"sudah ada kunjungan yang menunjuk ke sini": 1}, 1)


@pytest.mark.parametrize("look", [BEFORE, UNDER])
@pytest.mark.parametrize(("act", "reason"), [(a_payment, AID_HOLDS), (a_decision, BY_DECISION)])
def test_a_recipient_who_is_paid_or_decided_on_meanwhile_stays(tmp_path, act, reason, look):
    run = aid(tmp_path, PAID, {**PAID, "NIK": OTHER["NIK"], "NAMA": "HALIMAH"})
    stays, scans = overtaken(act, run, look)
    assert (stays[reason], scans) == (1, 1)


@pytest.mark.parametrize("change", [another_job, another_day])
def test_what_changed_without_a_word_is_scanned_again(run, tmp_path, change):
    moved = {**CHILD, "ID DTKS": OTHER["ID DTKS"]}
    later = dtks(tmp_path, {**HEAD, "PEKERJAAN": "GURU"}, moved, name="b.csv")
    stays, scans = overtaken(change, later)
    assert (stays[BY_VALUE] >= 1, scans) == (True, 2)


def test_what_another_file_changes_meanwhile_stays(run, tmp_path):
    later = {**HEAD, "PEKERJAAN": "GURU"}
    with meanwhile(lambda: dtks(tmp_path, later, name="b.csv"), BEFORE) as scanned:
        found = take_back(run)
    assert (left(found)[BY_FILE], len(scanned)) == (1, 2)
    assert {person.name for person in Person.objects.all()} == {"SITI AMINAH", "RUDI"}


def test_a_run_that_another_worker_takes_back_meanwhile_is_not_taken_back_twice(run):
    another = ImportRun.objects.get(pk=run.pk)
    with meanwhile(partial(directly, another), BEFORE), pytest.raises(runs.WrongState):
        take_back(run)
    run.refresh_from_db()
    assert (run.state, AuditEvent.objects.filter(verb=Verb.IMPORT_UNDONE).count()) == (
        "diurungkan",
        1,
    )


def test_what_is_overtaken_again_and_again_is_taken_back_under_the_lock(run, monkeypatch):
    def overtake(preparation):
        raise Overtaken

    monkeypatch.setattr(Preparation, "look_again", overtake)
    assert take_back(run).left_count == 0
    assert not Household.objects.exists()


def test_preparing_an_undo_writes_nothing(run):
    before = city()
    preparation = Preparation(run)
    preparation.prepare()
    preparation.look_again()
    preparation.close()
    assert city() == before


@settings(max_examples=8)
@given(st.lists(PEOPLE, min_size=1, max_size=6), st.lists(PEOPLE, min_size=1, max_size=6))
def test_either_way_leaves_the_same_of_the_older_of_two_files(old, new):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        made = [
            dtks(Path(folder), *({**HEAD, "KECAMATAN": "", **row} for row in rows), name=f"{n}.csv")
            for n, rows in enumerate([old, new])
        ]
        for run in made:
            if run.state == RunState.APPLIED:
                assert outcome(take_back, run) == outcome(directly, run)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_an_officer_works_on_while_an_undo_is_prepared(run):
    def from_elsewhere():
        worker = threading.Thread(target=in_a_connection_of_his_own, args=[a_visit])
        worker.start()
        worker.join(timeout=10)
        assert Visit.objects.count() == 1

    with meanwhile(from_elsewhere, BEFORE):
        assert left(take_back(run))[BY_HAND] == 1
    assert Household.objects.get().standing == "terkonfirmasi"


@pytest.mark.django_db(transaction=True)
def test_what_begins_to_point_at_something_unseen_is_found_at_the_commit(tmp_path):
    """No act names the person, and no row is new."""
    dtks(tmp_path, OTHER)
    run = dtks(tmp_path, HEAD, name="b.csv")
    other = Household.objects.filter(head__nik=OTHER["NIK"])
    with meanwhile(lambda: other.update(head=siti()), BEFORE) as scanned:
        assert take_back(run).left_count
    assert (len(scanned), Household.objects.filter(head=siti()).count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_prepared_stays_behind(run):
    take_back(run)
    assert temporary_tables() == []
