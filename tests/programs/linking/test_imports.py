"""Lists without NIK: what an import links, what it leaves to officers, what an undo takes back."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from programs.actions.links import leave_out, link_recipient, unlink
from programs.linking import renewal
from programs.models import LinkMethod, LinkState, Recipient
from programs.people_lists import changed_people
from registry.audit import record
from registry.events import Verb
from registry.imports import runs
from registry.imports.applying.two_steps import Preparation
from registry.imports.undoing import plans
from registry.imports.undoing.undo import ask_undo, undo
from registry.imports.undoing.undoable import BY_DECISION
from registry.models import Household, Membership, Person
from tests.factories import UserFactory, make_household
from tests.programs.linking.neighbours import merge, neighbour
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list

pytestmark = pytest.mark.django_db
BPNT = {"program": "BPNT"}
SAME = {"NAMA": "ST. AMINAH", "ALAMAT": "JALAN MAWAR 1", "RT": "5", "KELURAHAN": "JAWA"}
# Another household, and a row that may mean it.
SECOND = {**HEAD, "ID DTKS": "6472030000000002", "NIK": "6472035501700009", "NAMA": "HALIMAH NUR"}
HINT = {"NAMA": "HALIMAH NUR", "ALAMAT": "", "RT": "", "KELURAHAN": "JAWA"}
BARE = {"NAMA": "SITI AMINAH", "ALAMAT": "", "RT": "", "KELURAHAN": "JAWA"}


def city(tmp_path, *rows):
    return apply(write_list(tmp_path / "dtks.csv", rows or [HEAD]))


def listed(tmp_path, *rows, name="bnba.csv"):
    return apply(write_list(tmp_path / name, rows, list(rows[0])), "recipients", BPNT)


@pytest.fixture
def admin():
    return UserFactory(role="admin")


def test_a_sure_name_is_linked_and_a_doubtful_one_waits(tmp_path):
    city(tmp_path, HEAD, SECOND)
    run = listed(tmp_path, SAME, HINT, {**BARE, "NAMA": "BUDI SANTOSO"})
    assert (run.linked, run.ambiguous, run.unlinked) == (1, 1, 1)
    found = Recipient.objects.get(link_state=LinkState.LINKED)
    assert (found.person.name, found.link_method) == ("SITI AMINAH", LinkMethod.NAME)
    assert Recipient.objects.waiting().get().name == "HALIMAH NUR"


def test_what_the_list_says_besides_the_name_is_kept(tmp_path):
    listed(tmp_path, {**SAME, "TANGGAL LAHIR": "12/05/1980"})
    found = Recipient.objects.get()
    assert (found.rt, found.birth_date.isoformat()) == ("005", "1980-05-12")
    assert found.sound_key == "SITI AMINA"


def test_the_same_list_again_changes_nothing(tmp_path):
    city(tmp_path, HEAD, SECOND)
    rows = [{**SAME, "TANGGAL LAHIR": "12/05/1980"}, HINT]
    listed(tmp_path, *rows)
    again = listed(tmp_path, *rows, name="lagi.csv")
    assert (again.same, again.changed) == (2, 0)


def test_households_that_come_later_find_who_waited_by_name(tmp_path):
    listed(tmp_path, SAME)
    assert Recipient.objects.get().link_state == LinkState.OUTSIDE
    city(tmp_path)
    found = Recipient.objects.get()
    assert (found.household, found.link_method) == (Household.objects.get(), LinkMethod.NAME)


def test_an_undo_of_the_households_takes_their_links_back(tmp_path, admin):
    listed(tmp_path, SAME)
    before = Recipient.objects.values().get()
    run = city(tmp_path)
    ask_undo(run=run, by=admin)
    undo(run, admin)
    assert Recipient.objects.values().get() | {"version": 1} == before
    assert not Household.objects.exists()


def test_an_undo_of_the_list_takes_its_links_with_it(tmp_path, admin):
    city(tmp_path)
    run = listed(tmp_path, SAME)
    ask_undo(run=run, by=admin)
    undo(run, admin)
    assert not Recipient.objects.exists()


def test_a_link_by_name_follows_its_person_into_another_household(tmp_path):
    other = {**HEAD, "ID DTKS": "6472030000000002", "NIK": "6472031205800003", "NAMA": "BUDI"}
    city(tmp_path, HEAD, other)
    listed(tmp_path, SAME)
    moved = {**HEAD, "ID DTKS": other["ID DTKS"], "HUB KELUARGA": "ANAK"}
    apply(write_list(tmp_path / "dtks2.csv", [moved]))
    found = Recipient.objects.get()
    assert found.household.identifiers.get().value == other["ID DTKS"]
    assert found.link_method == LinkMethod.NAME


def test_a_link_by_kk_follows_its_person_into_another_household_and_kk(tmp_path):
    home = {"ID DTKS": SECOND["ID DTKS"], "NOKK": "6472030101800099"}
    city(tmp_path, HEAD, {**SECOND, **home})
    listed(tmp_path, {"NOKK": HEAD["NOKK"], "NAMA": "SITI AMINAH"})
    person = Person.objects.get(name="SITI AMINAH")
    apply(write_list(tmp_path / "dtks2.csv", [{**HEAD, **home, "HUB KELUARGA": "ANAK"}]))
    found = Recipient.objects.get()
    assert (found.link_method, found.person) == (LinkMethod.KK, person)
    assert found.household.identifiers.get().value == SECOND["ID DTKS"]


def test_a_link_by_an_officer_follows_its_person_into_another_household(tmp_path, admin):
    home = {"ID DTKS": SECOND["ID DTKS"], "NOKK": "6472030101800099"}
    city(tmp_path, HEAD, {**SECOND, **home})
    listed(tmp_path, BARE)
    recipient, person = Recipient.objects.get(), Person.objects.get(name="SITI AMINAH")
    link_recipient(recipient=recipient, person=person, by=admin, seen_version=1)
    apply(write_list(tmp_path / "dtks2.csv", [{**HEAD, **home, "HUB KELUARGA": "ANAK"}]))
    found = Recipient.objects.get()
    assert (found.link_method, found.person) == (LinkMethod.HAND, person)
    assert found.household.identifiers.get().value == SECOND["ID DTKS"]


def test_a_link_follows_its_household_into_the_one_it_was_merged_into(tmp_path):
    city(tmp_path, HEAD, {**SECOND, "NOKK": "6472030101800099"})
    listed(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH"})
    kept = Household.objects.get(head__name="HALIMAH NUR")
    merge(Household.objects.get(head__name="SITI AMINAH"), kept)
    for name in ("dtks2.csv", "dtks3.csv"):
        apply(write_list(tmp_path / name, [SECOND]))
        assert Recipient.objects.get().household == kept
    assert Recipient.objects.get().version == 2


@pytest.mark.parametrize("is_hand", [True, False])
def test_a_link_without_a_person_follows_its_household_too(tmp_path, is_hand):
    city(tmp_path, HEAD, {**SECOND, "NOKK": "6472030101800099"})
    listed(tmp_path, {"NOKK": HEAD["NOKK"], "NAMA": "SIAPA PUN"})
    if is_hand:
        Recipient.objects.update(link_method=LinkMethod.HAND)
    kept = Household.objects.get(head__name="HALIMAH NUR")
    merge(Household.objects.get(head__name="SITI AMINAH"), kept)
    for name in ("dtks2.csv", "dtks3.csv"):
        apply(write_list(tmp_path / name, [SECOND]))
        assert Recipient.objects.get().household == kept
    assert (Recipient.objects.get().version, Recipient.objects.get().person) == (2, None)


@pytest.mark.parametrize("known_by", ["NIK", "NOKK"])
def test_a_link_that_leaves_a_duplicate_for_two_reasons_is_one_change(tmp_path, known_by):
    city(tmp_path, HEAD, {**SECOND, "NOKK": "6472030101800099"})
    listed(tmp_path, {known_by: HEAD[known_by], "NAMA": "SIAPA PUN"})
    kept = Household.objects.get(head__name="HALIMAH NUR")
    merge(Household.objects.get(head__name="SITI AMINAH"), kept)
    run = apply(write_list(tmp_path / "dtks2.csv", [{**HEAD, "NAMA": "SITI AMINA"}]))
    assert Recipient.objects.get().household == kept
    assert run.changes.filter(target="recipient").count() == 1


def test_a_link_by_kk_alone_follows_the_number_that_a_list_moves_and_comes_back(tmp_path, admin):
    city(tmp_path)
    listed(tmp_path, {"NOKK": HEAD["NOKK"], "NAMA": "SIAPA PUN"})
    first = Recipient.objects.get().household
    run = apply(write_list(tmp_path / "dtks2.csv", [{**HEAD, "ID DTKS": "6472030000000003"}]))
    found = Recipient.objects.get()
    assert (found.person, found.link_method) == (None, LinkMethod.KK)
    assert found.household.identifiers.get().value == "6472030000000003"
    ask_undo(run=run, by=admin)
    undo(run, admin)
    assert Recipient.objects.get().household == first


def test_a_link_by_kk_alone_stays_where_somebody_still_bears_the_number(tmp_path):
    city(tmp_path, HEAD, CHILD)
    listed(tmp_path, {"NOKK": HEAD["NOKK"], "NAMA": "SIAPA PUN"})
    home = {"ID DTKS": "6472030000000003", "HUB KELUARGA": "KEPALA"}
    apply(write_list(tmp_path / "dtks2.csv", [{**CHILD, **home}]))
    assert Recipient.objects.get().household.head.name == "SITI AMINAH"


def decide(decision, recipient, person, admin):
    seen = {"recipient": recipient, "by": admin, "seen_version": recipient.version}
    if decision == "leave_out":
        leave_out(**seen)
    else:
        link_recipient(**seen, person=person)
    if decision == "unlink":
        unlink(**seen | {"seen_version": recipient.version}, reason="Orangnya lain")


@pytest.mark.parametrize("decision", ["link", "leave_out", "unlink"])
def test_what_an_officer_decided_no_import_changes(tmp_path, admin, decision):
    listed(tmp_path, BARE)
    city(tmp_path, HEAD, {**HEAD, "ID DTKS": "6472030000000002", "NIK": "", "NAMA": "RUDI"})
    decide(decision, Recipient.objects.get(), Person.objects.get(name="RUDI"), admin)
    before = Recipient.objects.values("link_state", "link_method", "person_id").get()
    apply(write_list(tmp_path / "dtks2.csv", [{**HEAD, "ALAMAT": "JL. MELATI"}]))
    listed(tmp_path, {**BARE, "ALAMAT": "JL. MAWAR NO. 1", "RT": "5"}, name="lagi.csv")
    assert Recipient.objects.values("link_state", "link_method", "person_id").get() == before


def test_an_undo_leaves_the_household_that_an_officer_chose_meanwhile(tmp_path, admin):
    listed(tmp_path, BARE)
    run = city(tmp_path)
    recipient = Recipient.objects.get()
    link_recipient(
        recipient=recipient, person=Person.objects.get(), by=admin, seen_version=recipient.version
    )
    plan = undo(run, admin)
    assert plan.left_count
    assert Recipient.objects.get().household == Household.objects.get()


@pytest.mark.parametrize("decision", ["link", "leave_out", "unlink"])
def test_an_undo_of_the_list_leaves_the_recipient_on_whom_an_officer_decided(
    tmp_path, admin, decision
):
    city(tmp_path, HEAD, SECOND)
    run = listed(tmp_path, BARE, HINT)
    decide(decision, Recipient.objects.get(name="SITI AMINAH"), Person.objects.first(), admin)
    before = Recipient.objects.values().get(name="SITI AMINAH")
    asked = plans.plan(run)
    found = undo(run, admin)
    assert asked.counts() == found.counts()
    (left,) = found.left
    assert (left.reason, left.count) == (BY_DECISION, 1)
    assert "SITI AMINAH" in left.examples[0][0]
    assert Recipient.objects.values().get() == before


def test_a_preview_and_an_apply_count_alike(tmp_path):
    city(tmp_path, HEAD, SECOND)
    path = write_list(tmp_path / "a.csv", [SAME, HINT], list(SAME))
    run = runs.receive(path=path, name="a.csv", kind="recipients", options=BPNT, by=None)
    runs.read(run)
    seen = run.linked, run.ambiguous, run.unlinked
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert (run.linked, run.ambiguous, run.unlinked) == seen == (1, 1, 0)


@pytest.mark.parametrize(
    "new",
    [
        {"NAMA": "SITI AMINA"},
        {"ALAMAT": "JL. MAWAR NO. 1"},
        {"DESA/KELUARAHAN": "JAWA", "KECAMATAN": "SAMARINDA ULU"},
    ],
)
def test_who_waits_is_found_once_the_register_is_put_right(tmp_path, new):
    """A name, an address and a kelurahan that were wrong before."""
    wrong = {"NAMA": "TUKIMIN", "ALAMAT": "JL. ULIN NO. 9", "DESA/KELUARAHAN": "SIDODADI"}
    city(tmp_path, {**HEAD, **{name: wrong[name] for name in new if name in wrong}})
    listed(tmp_path, SAME)
    assert Recipient.objects.get().link_state != LinkState.LINKED
    apply(write_list(tmp_path / "dtks2.csv", [{**HEAD, **new}]))
    assert Recipient.objects.get().link_method == LinkMethod.NAME


def test_nobody_is_looked_at_again_where_nothing_changed_that_he_is_found_by(tmp_path):
    city(tmp_path)
    run = apply(
        write_list(
            tmp_path / "dtks2.csv",
            [
                {**HEAD, "PEKERJAAN": "PEDAGANG"},
                {**SECOND, "DESA/KELUARAHAN": "BUKUAN", "KECAMATAN": "PALARAN"},
            ],
        )
    )
    assert [one.person.name for one in changed_people(run)] == ["HALIMAH NUR"]


def overtaken_by(verb, path):
    """The statements that write a list, where that was done to its household meanwhile."""
    run = preview(write_list(path, [SAME], list(SAME)), "recipients", BPNT)
    preparation = Preparation(run, lambda done: None)
    preparation.prepare()
    record(verb, by=None, household=Household.objects.get())
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        preparation.write()
    preparation.close()
    assert Recipient.objects.get().link_state == LinkState.LINKED
    return [query["sql"] for query in queries]


@pytest.mark.parametrize(
    ("verb", "again"),
    [(Verb.VISIT_CONFIRMED, False), (Verb.VISIT_REPORTED, False), (Verb.REPORT_ACCEPTED, True)],
)
def test_a_visit_changes_nothing_of_whom_a_row_means(tmp_path, verb, again):
    city(tmp_path)
    statements = overtaken_by(verb, tmp_path / "a.csv")
    assert any('"registry_membership"' in sql for sql in statements) == again


@pytest.mark.skipif("not connection.features.has_select_for_update")
def test_a_list_of_aid_holds_no_household_while_it_is_written(tmp_path):
    """Officers at doors save meanwhile; only who leads aid to another household waits."""
    city(tmp_path)
    statements = overtaken_by(Verb.VISIT_CONFIRMED, tmp_path / "a.csv")
    held = [sql for sql in statements if "FOR NO KEY UPDATE" in sql]
    assert any('FROM "programs_program"' in sql for sql in held)
    assert not any('FROM "registry_household"' in sql for sql in held)


@pytest.mark.parametrize("when", ["prepared", "written"])
def test_what_an_officer_overtook_is_judged_by_the_people_of_today(tmp_path, when):
    city(tmp_path)
    home = Household.objects.get()
    run = preview(write_list(tmp_path / "a.csv", [SAME], list(SAME)), "recipients", BPNT)

    def overtake(*_: int) -> None:
        merge(home, make_household(area=home.area))
        record(Verb.HOUSEHOLD_CORRECTED, by=None, household=home)

    preparation = Preparation(run, overtake if when == "prepared" else lambda done: None)
    preparation.prepare()
    if when == "written":
        overtake()
    with transaction.atomic():
        preparation.write()
    preparation.close()
    assert Recipient.objects.get().link_state == LinkState.OUTSIDE


def test_who_is_decided_on_while_others_are_looked_at_again_stays_so(tmp_path, admin, monkeypatch):
    monkeypatch.setattr(renewal, "BATCH", 1)
    listed(tmp_path, SAME, {**SAME, "NAMA": "HALIMAH NUR"})
    neighbour("SITI AMINAH", "JL. MAWAR NO. 1")
    neighbour("HALIMAH NUR", "JL. MAWAR NO. 1")
    renewed = renewal.links_to_renew()
    first, _ = next(renewed)
    second = Recipient.objects.exclude(pk=first.pk).get()
    leave_out(recipient=second, by=admin, seen_version=second.version)
    assert not list(renewed)


@pytest.mark.skipif("not connection.features.has_select_for_update")
def test_nobody_decides_on_who_is_about_to_be_linked(tmp_path):
    home = {"ID DTKS": SECOND["ID DTKS"], "NOKK": "6472030101800099"}
    city(tmp_path, HEAD, {**SECOND, **home})
    other = {"NAMA": "HALIMAH NUR", "NIK": "6472055501720009", "NOKK": ""}
    listed(tmp_path, {"NAMA": "SITI AMINAH", "NIK": "", "NOKK": HEAD["NOKK"]}, other)
    Membership.objects.update(household=Household.objects.get(head__name="HALIMAH NUR"))
    Person.objects.filter(name="HALIMAH NUR").update(nik="6472055501720009")
    with CaptureQueriesContext(connection) as queries:
        assert len(list(renewal.links_to_renew())) == 2
    read = [one["sql"] for one in queries if 'FROM "programs_recipient"' in one["sql"]]
    assert sum("FOR NO KEY UPDATE OF" in sql for sql in read) >= 2
