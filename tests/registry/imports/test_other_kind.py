"""A list that was sent as one of another kind is known by its headings, and no true one is."""

from collections.abc import Sequence

import pytest

from registry.imports import choosing, runs
from registry.imports.columns.mapping import propose
from registry.imports.columns.other_kind import other_kind, other_kind_of
from registry.imports.importkinds import columns_of, kind_of, wired_kinds
from registry.imports.refusal import FileRefused
from registry.models import AuditEvent, RunState
from tests.factories import UserFactory
from tests.registry.imports.families import FAMILY, MEMBER
from tests.registry.imports.lists import HEAD, HEADER, RELEASE, apply, preview, write_list
from tests.registry.imports.test_columns_layouts import SIKS_HEADER

PAYMENTS = [
    *("nik", "no_kk", "no_rekening", "nama_pengurus", "lembaga_penyalur", "tahap/bulan"),
    *("nominal", "keterangan"),
]
RESULTS = ["ID DTKS", "NIK", "NAMA KRT", "HASIL VERIFIKASI", "TANGGAL", "PETUGAS", "KETERANGAN"]
LONG_RESULTS = [*HEADER[:18], "HASIL", "TANGGAL KUNJUNGAN", "PETUGAS"]
BNBA = [
    *("NO", "NAMA PENERIMA", "NIK KTP", "TAHAP", "BANSOS", "IDSEMESTA", "NO KEL", "NM KEC"),
    *("NM KEL", "ALAMAT"),
]
OLDER = [
    *("ID BDT", "NOMOR KK", "NOMOR NIK", "NAMA ART", "KELURAHAN", "TGL LAHIR", "L/P"),
    "HUBUNGAN KELUARGA",
]
LISTS: dict[str, list[Sequence[str]]] = {
    "dtks": [HEADER, OLDER, SIKS_HEADER],
    "dtsen": [list(FAMILY), list(MEMBER)],
    "recipients": [BNBA, ["NIK", "NAMA"], ["NAMA", "KELURAHAN", "ALAMAT"]],
    "disbursements": [PAYMENTS, ["NIK", "NAMA", "NOMINAL", "KET"]],
    "verifications": [RESULTS, LONG_RESULTS],
}
TRUE = [(kind, headers) for kind, lists in LISTS.items() for headers in lists]
# A list of recipients has no word that one of payments may not have.
LIKE = {("disbursements", "recipients")}
SENT_AS = [
    (sent, kind, headers)
    for kind, headers in [
        *[("dtks", headers) for headers in LISTS["dtks"]],
        *[("dtsen", headers) for headers in LISTS["dtsen"]],
        ("recipients", BNBA),
        ("disbursements", PAYMENTS),
        *[("verifications", headers) for headers in LISTS["verifications"]],
    ]
    for sent in ("dtks", "dtsen", "recipients", "disbursements", "verifications")
    # A long list of results holds a whole DTKS list: as one of people it is that.
    if sent != kind
    and (sent, kind) not in LIKE
    and (headers is not LONG_RESULTS or sent not in ("dtks", "dtsen"))
]
KINDS = ["dtks", "dtsen", "recipients", "disbursements", "verifications"]


def seems(kind: str, headers: Sequence[str]) -> str | None:
    """The other kind that these headings speak for, where they were sent as `kind`."""
    kinds = {name: columns_of(kind_of(name).resource) for name in wired_kinds()}
    read = propose(headers, kinds[kind], allow_missing=True).columns
    has_all = not missing(kind, read)
    found = other_kind(headers, kind, kinds, has_all=has_all)
    return found and found.name


def missing(kind: str, read: dict[str, int]) -> bool:
    columns = columns_of(kind_of(kind).resource)
    return any(
        column.required and column.field not in read and not {*column.unless} & read.keys()
        for column in columns
    )


@pytest.mark.parametrize(("kind", "headers"), TRUE, ids=str)
def test_a_true_list_of_its_kind_raises_no_alarm(kind, headers):
    assert seems(kind, headers) is None


@pytest.mark.parametrize(("sent", "kind", "headers"), SENT_AS, ids=str)
def test_a_list_sent_as_another_kind_is_known(sent, kind, headers):
    assert seems(sent, headers) == kind


def test_the_kinds_of_these_tests_are_all_that_there_are():
    assert sorted(KINDS) == sorted(wired_kinds())


def test_a_list_of_names_says_nothing_of_its_kind():
    assert {seems(kind, ["NIK", "NAMA"]) for kind in KINDS} == {None}


@pytest.fixture
def sent(db, tmp_path):
    """A DTKS list sent as payments."""
    return preview(write_list(tmp_path / "dtks.csv", [HEAD]), "disbursements")


def test_the_headings_that_say_so_are_named(sent):
    found = other_kind_of(sent)
    assert found is not None
    assert found.label == "Data DTKS"
    assert {"ID DTKS", "HUB KELUARGA", "NAMA IBU KANDUNG"} <= set(found.headings)
    assert found.words.endswith(" lagi")


def test_opened_as_the_other_kind_it_is_read_as_that_without_another_upload(sent):
    choosing.choose_kind(run=sent, kind="dtks", by=UserFactory(role="admin"))
    runs.read(sent)
    assert (sent.kind, sent.state, sent.new) == ("dtks", RunState.PREVIEWED, 1)
    assert other_kind_of(sent) is None
    event = AuditEvent.objects.get(run=sent, verb="impor_jenis")
    assert (event.before, event.after) == ({"kind": "disbursements"}, {"kind": "dtks"})


def test_a_release_told_for_one_kind_is_not_that_of_the_other(db, tmp_path):
    path = write_list(tmp_path / "dtsen.csv", [FAMILY], list(FAMILY))
    run = preview(path, "dtks", RELEASE)
    assert run.state == RunState.REFUSED
    choosing.choose_kind(run=run, kind="dtsen", by=UserFactory(role="admin"))
    runs.read(run)
    assert (run.state, run.error) == (RunState.PREVIEWED, "")
    assert run.options["release"].startswith("DTSEN-")


def test_programme_and_months_are_kept_where_both_kinds_have_them(db, tmp_path):
    rows = [dict.fromkeys(PAYMENTS, "") | {"nik": HEAD["NIK"], "nama_pengurus": "SITI"}]
    run = preview(write_list(tmp_path / "a.csv", rows, PAYMENTS), "recipients", {"program": "PKH"})
    choosing.choose_kind(run=run, kind="disbursements", by=UserFactory(role="admin"))
    assert run.options == {"program": "PKH"}


def test_an_unknown_kind_is_refused(sent):
    with pytest.raises(FileRefused):
        choosing.choose_kind(run=sent, kind="lain", by=UserFactory(role="admin"))


def test_what_was_applied_stays_what_it_is(db, tmp_path):
    run = apply(write_list(tmp_path / "dtks.csv", [HEAD]))
    with pytest.raises(runs.WrongState):
        choosing.choose_kind(run=run, kind="recipients", by=UserFactory(role="admin"))


def test_who_told_the_columns_is_not_asked(db, tmp_path):
    told = {"program": "BPNT", "map": {"NAMA": "name"}}
    run = preview(write_list(tmp_path / "dtks.csv", [HEAD]), "recipients", told)
    assert other_kind_of(run) is None
