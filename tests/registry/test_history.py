"""The history of a household: acts of people and changes by files, in words."""

import pytest
from django.utils import timezone

from registry.audit import record
from registry.events import Verb
from registry.fieldwords import column_word
from registry.history import (
    Change,
    changes_between,
    entry_of_event,
    household_history,
    subject_in_words,
)
from registry.imports.importkinds import columns_of, kind_of, wired_kinds
from registry.models import ChangeRow, ImportRun, LeftUnit, RunState, SourceFile, StagedRow
from tests.factories import UserFactory, head_of, make_household, village

pytestmark = pytest.mark.django_db
# Their word is the same in both languages.
SAME = {"program", "status"}


def change(household, before, after, *, state=RunState.APPLIED, target="household"):
    """What a run changed of the household or its head."""
    sha = f"{SourceFile.objects.count():064}"
    file = SourceFile.objects.create(sha256=sha, name="a.csv", size=1, path="a")
    run = ImportRun.objects.create(
        kind="dtks",
        file=file,
        file_name="DTKS Juli.csv",
        state=state,
        applied_at=timezone.now(),
        applied_by=UserFactory.create(full_name="Ani"),
    )
    row = StagedRow.objects.create(run=run, number=7, raw=[])
    of = household.pk if target == "household" else household.head_id
    return ChangeRow.objects.create(
        run=run, row=row, target=target, target_id=of, before=before, after=after
    )


def history(household):
    return household_history(household, household.memberships.select_related("person"))


def test_an_act_reads_as_a_sentence_with_its_reason():
    household = make_household()
    budi = UserFactory.create(full_name="Budi")
    record(Verb.IDENTITY_REVEALED, by=budi, household=household, reason="Saat kunjungan")
    (entry,) = history(household)
    assert (entry.sentence, entry.reason) == ("Budi menampilkan NIK", "Saat kunjungan")


def test_a_file_that_changed_a_value_is_named_with_its_row():
    household = make_household()
    change(household, {"address": "JL. LAMA"}, {"address": "JL. BARU"})
    (entry,) = history(household)
    assert [(c.label, c.before, c.after) for c in entry.changes] == [
        ("alamat", "JL. LAMA", "JL. BARU")
    ]
    assert (entry.source.run.file_name, entry.source.number) == ("DTKS Juli.csv", 7)


def test_what_the_columns_of_a_file_mean_reads_in_words():
    event = record(
        Verb.IMPORT_RECHOSEN,
        by=None,
        before={"KERJA": "", "ASAL": "birth_place"},
        after={"KERJA": "occupation", "ASAL": "", "BPNT": "claim_bpnt_ppkm"},
    )
    told = [(c.label, c.before, c.after) for c in entry_of_event(event).changes]
    assert told == [
        ("kolom “KERJA”", "disimpan apa adanya", "pekerjaan"),
        ("kolom “ASAL”", "tempat lahir", "disimpan apa adanya"),
        ("kolom “BPNT”", "", "bantuan BPNT-PPKM menurut daftar"),
    ]


def test_other_choices_of_an_import_keep_their_own_words():
    event = record(Verb.IMPORT_RECHOSEN, by=None, before={"sheet": "name"}, after={"sheet": "kk"})
    (change,) = entry_of_event(event).changes
    assert (change.label, change.before, change.after) == ("lembar", "name", "kk")


@pytest.mark.parametrize("kind", wired_kinds())
def test_every_column_that_a_file_may_have_has_a_word(kind):
    fields = [column.field for column in columns_of(kind_of(kind).resource)]
    assert [field for field in fields if column_word(field) == field and field not in SAME] == []


def test_a_change_of_a_member_names_him():
    household = make_household()
    change(household, {"occupation": ""}, {"occupation": "Nelayan"}, target="person")
    assert history(household)[0].about == str(household.head)


def test_the_first_file_reads_as_the_beginning():
    household = make_household()
    change(household, None, {"address": "JL. LAMA"})
    (entry,) = history(household)
    assert entry.sentence == "Dicatat pertama kali dari berkas"
    assert entry.changes == []


def test_the_file_that_made_the_household_is_told_once():
    household = make_household()
    made = change(household, None, {})
    ChangeRow.objects.create(
        run=made.run, row=made.row, target="person", target_id=head_of(household).pk, after={}
    )
    assert len(history(household)) == 1


def test_ids_and_codes_read_as_what_they_stand_for():
    household = make_household()
    old, new = village("Jawa"), village("Loa Bakung")
    change(household, {"area_id": old.pk}, {"area_id": new.pk})
    (entry,) = history(household)
    assert entry.changes == [Change("kelurahan", "Kel. Jawa", "Kel. Loa Bakung")]
    assert changes_between({"relation": ""}, {"relation": "anak"}) == [
        Change("hubungan", "", "Anak")
    ]


def test_what_an_undone_run_changed_is_no_history():
    household = make_household()
    change(household, {"rt": "001"}, {"rt": "002"}, state=RunState.UNDONE)
    assert history(household) == []


def test_what_an_undo_left_still_names_its_file():
    household = make_household()
    stays = change(household, {"rt": "001"}, {"rt": "002"}, state=RunState.UNDONE)
    StagedRow.objects.filter(pk=stays.row_id).update(group="6472030000000001")
    LeftUnit.objects.create(run=stays.run, unit="6472030000000001")
    (entry,) = history(household)
    assert entry.source == stays.row


def test_the_newest_comes_first():
    household = make_household()
    change(household, {"rt": "001"}, {"rt": "002"})
    record(Verb.VISIT_CONFIRMED, by=UserFactory.create(full_name="Budi"), household=household)
    assert [entry.sentence for entry in history(household)] == [
        "Budi mencatat terkonfirmasi",
        "Ani menerapkan impor",
    ]


def test_numbers_in_old_and_new_values_are_masked():
    (found,) = changes_between({"nik": "6472031205800001"}, {"nik": "6472031205800002"})
    assert (found.before, found.after) == ("647203******0001", "647203******0002")


def test_bookkeeping_is_no_change():
    assert changes_between({"version": 1, "name_key": "A"}, {"version": 2, "name_key": "B"}) == []


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("user:budi", "pengguna budi"),
        ("file:DTKS: Juli.csv", "berkas DTKS: Juli.csv"),
        ("visit:00000000-0000-4000-8000-000000000000", ""),
        ("unduh:rumah tangga", "rumah tangga"),
        ("penerima:7 · BPNT SITI AMINAH", "penerima BPNT SITI AMINAH"),
        ("penerima:BPNT SITI AMINAH", "penerima BPNT SITI AMINAH"),
        ("overlaprule:7 · BPNT + BST", "aturan rangkap BPNT + BST"),
        ("apa saja", "apa saja"),
    ],
)
def test_what_an_act_was_about_is_told_in_words(stored, read):
    assert subject_in_words(stored) == read


def test_what_became_of_a_former_member_elsewhere_is_not_told_here():
    household = make_household()
    change(household, {"occupation": ""}, {"occupation": "Nelayan"}, target="person")
    household.memberships.update(valid_from="2020-01-01", valid_to="2021-01-01")
    assert history(household) == []
