"""Every layout that offices send is read without a mapping by hand."""

import pytest

from registry.imports.columns.mapping import propose
from registry.imports.importkinds import columns_of, kind_of
from registry.models import Household, Identifier, ListedAid, Membership, Person, RunState
from tests.factories import village
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    RELEASE,
    apply,
    counts,
    preview,
    problems_of,
    warnings_of,
    write_list,
)
from tests.registry.imports.workbooks import xlsx

pytestmark = pytest.mark.django_db

SIKS_AID = [
    *("BLT", "BLT_BBM", "BPNT", "BNPT_PPKM", "BST", "PBI", "PKH", "PENA", "PERMAKANAN"),
    *("RUTILAHU", "SEMBAKO_ADAPTIF", "YAPI", "ATENSI"),
]
SIKS_HEADER = [
    *("id_kec", "id_desa", "Nama", "NIK", "NOKK", "Alamat", "rt", "rw", "idsemesta", "FIRST_SK"),
    *(word for aid in SIKS_AID for word in (aid, f"periode_{aid}")),
    *("masih_hidup_label", "keterangan_meninggal"),
]
SIKS = {
    "id_kec": "6472050",
    "id_desa": "6472050002",
    "Nama": "SITI AMINAH",
    "NIK": HEAD["NIK"],
    "NOKK": HEAD["NOKK"],
    "Alamat": "JL. MAWAR NO. 1",
    "rt": "5",
    "idsemesta": "64720300001234567",
    "BPNT": "YA",
    "periode_BPNT": "2023-01",
    "PENA": "YA",
    "PKH": "TIDAK",
    "masih_hidup_label": "Ya",
}
SIKS_SON = {**SIKS, "NIK": CHILD["NIK"], "Nama": "RUDI", "idsemesta": "2", "BPNT": "", "PENA": ""}


def fields(kind: str, *headers: str) -> dict[str, str | None]:
    return propose(headers, columns_of(kind_of(kind).resource), allow_missing=True).as_json()


@pytest.fixture
def siks(tmp_path):
    """Writes a SIKS-NG list of these rows."""
    return lambda *rows: write_list(tmp_path / "siks.csv", rows, SIKS_HEADER)


def test_every_column_of_siks_that_has_a_meaning_is_known():
    found = fields("dtks", *SIKS_HEADER)
    raw = {header for header, field in found.items() if field is None}
    assert raw == {"FIRST_SK", *(f"periode_{aid}" for aid in SIKS_AID)}


def test_a_siks_list_makes_one_household_of_each_kk_in_the_kelurahan_of_its_code(siks):
    run = apply(siks(SIKS, SIKS_SON))
    household = Household.objects.get()
    assert counts(run) == (2, 0, 0, 0)
    assert (household.area, household.rt) == (village("Jawa"), "005")
    assert Membership.objects.filter(household=household).count() == 2
    assert set(ListedAid.objects.values_list("program_code", flat=True)) == {"BPNT", "PENA"}


def test_a_siks_row_finds_the_household_that_holds_its_kk_or_its_people(siks, tmp_path):
    apply(write_list(tmp_path / "dtks.csv", [HEAD]))
    by_kk = {**SIKS, "NIK": CHILD["NIK"], "Nama": "RUDI"}
    by_nik = {**SIKS, "NOKK": "6472030101800009"}
    run = apply(siks(by_kk, by_nik), options={"release": "SIKS-2023-01"})
    assert run.problem == 0
    assert Household.objects.count() == 1
    assert Person.objects.count() == 2


def test_a_siks_list_imported_again_changes_nothing(siks):
    apply(siks(SIKS, SIKS_SON))
    run = preview(siks(SIKS, SIKS_SON))
    assert (run.state, counts(run)) == (RunState.NOTHING, (0, 0, 2, 0))


def test_a_siks_row_without_kk_says_what_it_lacks(siks):
    run = preview(siks(SIKS, {**SIKS_SON, "NOKK": "0"}))
    assert counts(run) == (1, 0, 0, 1)
    assert "tidak memuat ID DTKS" in problems_of(run)


def test_two_siks_families_without_nik_are_never_one_another(siks):
    one = {**SIKS, "NIK": ""}
    run = apply(siks(one, {**one, "NOKK": "6472030101800009", "idsemesta": "3"}))
    assert (run.new, Household.objects.count()) == (2, 2)


def test_idsemesta_names_a_person_without_nik(siks):
    twin = {**SIKS, "NIK": "", "Nama": "ANI"}
    run = apply(siks(twin, {**twin, "idsemesta": "7"}))
    assert (run.new, Person.objects.filter(name="ANI").count()) == (2, 2)
    assert set(Identifier.objects.filter(scheme="idsemesta").values_list("value", flat=True)) == {
        "64720300001234567",
        "7",
    }


@pytest.mark.parametrize(
    "said", [{"masih_hidup_label": "Meninggal"}, {"keterangan_meninggal": "MENINGGAL 2022"}]
)
def test_a_list_that_calls_somebody_dead_warns_and_changes_nothing(siks, said):
    run = apply(siks({**SIKS, **said}))
    assert "Daftar menyebut orang ini meninggal" in warnings_of(run)
    assert not Person.objects.get().is_deceased


@pytest.mark.parametrize("said", [{"masih_hidup_label": "HIDUP"}, {"keterangan_meninggal": "-"}])
def test_a_list_that_calls_somebody_alive_says_nothing(siks, said):
    assert "meninggal" not in warnings_of(preview(siks({**SIKS, **said})))


@pytest.mark.parametrize(
    ("kecamatan", "kelurahan"),
    [
        ("6472050", "6472050002"),
        ("6472050", "002"),
        ("6472050", "2"),
        ("64.72.03", "64.72.03.1002"),
        ("647203", "6472031002"),
        ("647203", "1002"),
        ("", "6472050002"),
        ("6472050", "JAWA"),
        ("SAMARINDA ULU", "6472050002"),
    ],
)
def test_a_kelurahan_is_found_by_every_code(siks, kecamatan, kelurahan):
    run = preview(siks({**SIKS, "id_kec": kecamatan, "id_desa": kelurahan}))
    assert run.staged_rows.get().cleaned["area"] == village("Jawa").pk


BDT_WORDS = [
    *("IDBDT", "Provinsi", "Kabupaten", "Kecamatan", "Kelurahan", "Nama KRT", "Alamat", "NIK"),
    *("Nama ART", "No. KK", "Hubungan dengan KRT", "Jenis Kelamin", "TTL", "RT/RW"),
]
BDT_ROW = [
    *("6472030000000001", "KALIMANTAN TIMUR", "KOTA SAMARINDA", "SAMARINDA ULU", "JAWA"),
    *("SITI AMINAH", "JL. MAWAR NO. 1", CHILD["NIK"], "RUDI", HEAD["NOKK"], "3", "1"),
    *("Samarinda, 15-01-2010", "RT 05/RW 02"),
]


def bdt(path, width=110):
    """BDT 2015: words, then KOLOM 1, 2, 3 …, then the rows."""
    rest = [f"Aset rumah tangga {n}" for n in range(len(BDT_WORDS), width)]
    words = [*BDT_WORDS, *rest]
    numbers = [f"KOLOM {n}" for n in range(1, width + 1)]
    return xlsx(path, [words, numbers, [*BDT_ROW, *("0" for _ in rest)]])


def test_bdt_of_110_columns_and_two_header_rows_is_read(tmp_path):
    options = {**RELEASE, "relation_codes": "statistik"}
    run = apply(bdt(tmp_path / "bdt.xlsx"), options=options)
    assert (run.header_row, run.rows, counts(run)) == (1, 1, (1, 0, 0, 0))
    assert Identifier.objects.filter(value="6472030000000001").exists()
    assert Membership.objects.get().relation == "anak"


def test_a_list_with_head_and_member_names_its_people_after_the_member(tmp_path):
    apply(bdt(tmp_path / "bdt.xlsx"), options={**RELEASE, "relation_codes": "statistik"})
    assert Person.objects.get().name == "RUDI"


def test_ttl_is_place_and_date_and_rt_rw_are_two(tmp_path):
    apply(bdt(tmp_path / "bdt.xlsx"), options={**RELEASE, "relation_codes": "statistik"})
    person, household = Person.objects.get(), Household.objects.get()
    assert (person.birth_place, str(person.birth_date)) == ("Samarinda", "2010-01-15")
    assert (household.rt, household.rw) == ("005", "002")


def test_a_column_of_its_own_says_it_better_than_one_of_two(tmp_path):
    row = {**HEAD, "TTL": "Bontang, 01-01-1970", "RT/RW": "9/9", "RW": "003"}
    header = [*HEAD, "TTL", "RT/RW", "RW"]
    apply(write_list(tmp_path / "a.csv", [row], header))
    person, household = Person.objects.get(), Household.objects.get()
    assert (person.birth_place, str(person.birth_date)) == ("SAMARINDA", "1980-05-12")
    assert (household.rt, household.rw) == ("005", "003")


@pytest.mark.parametrize("cell", ["Samarinda, 31-02-1978", "Samarinda, 12-05"])
def test_a_ttl_without_a_sound_date_is_a_problem(tmp_path, cell):
    row = {**HEAD, "TTL": cell, "TANGGAL LAHIR": ""}
    run = preview(write_list(tmp_path / "a.csv", [row], [*HEAD, "TTL"]))
    assert run.problem == 1


@pytest.mark.parametrize(
    ("word", "field"),
    [
        *(("NAMA ART", "name"), ("NAMA KRT", "name"), ("NAMA PENGURUS", "name")),
        *(("NAMA KPM", "name"), ("NO. KK", "kk"), ("NO_KK", "kk"), ("NKK", "kk")),
        *(("NO KARTU KELUARGA", "kk"), ("NOMOR KK", "kk"), ("NOMOR NIK", "nik")),
        *(("IDBDT", "dtks_id"), ("ID BDT", "dtks_id"), ("KEL/DESA", "village")),
        *(("KELURAHAN", "village"), ("L/P", "sex"), ("JK", "sex"), ("TGL LAHIR", "birth_date")),
        *(("TTL", "birth"), ("Tempat/Tgl Lahir", "birth"), ("RT / RW", "rt_rw")),
        *(("SHDK", "relation"), ("STATUS HUBUNGAN", "relation"), ("IBU KANDUNG", "mother_name")),
        *(("HUBUNGAN KELUARGA", "relation"), ("hub_kepala_keluarga", "relation")),
    ],
)
def test_the_words_of_people_lists_are_known(word, field):
    assert fields("dtks", word) == {word: field}


@pytest.mark.parametrize(
    ("word", "field"),
    [
        *(("NAMA PENERIMA", "name"), ("NAMA PENGURUS", "name"), ("NAMA KPM", "name")),
        *(("NAMA KRT", "name"), ("nama_pengurus", "name"), ("NIK KTP", "nik")),
        *(("NO KEL", "family"), ("NM KEC", "district"), ("NM KEL", "village")),
        *(("KELURAHAN", "village"), ("NO. KK", "kk"), ("NKK", "kk"), ("no_kk", "kk")),
        *(("NIK PENERIMA", "nik"), ("NIK KPM", "nik"), ("NIK KRT", "nik")),
        *(("BANSOS", "program"), ("NO KARTU KELUARGA", "kk"), ("RT/RW", "rt")),
    ],
)
def test_the_words_of_recipient_lists_are_known(word, field):
    assert fields("recipients", word) == fields("disbursements", word) == {word: field}


@pytest.mark.parametrize(
    ("word", "field"),
    [
        *(("nominal", "amount"), ("NOMINAL (Rp)", "amount"), ("keterangan", "status")),
        *(("KET", "status"), ("tahap/bulan", "stage"), ("TAHAP", "stage"), ("BULAN", "period")),
        *(("lembaga_penyalur", "channel"), ("TGL SALUR", "paid_on")),
    ],
)
def test_the_words_of_payment_lists_are_known(word, field):
    assert fields("disbursements", word) == {word: field}


def test_an_account_number_is_kept_raw_only():
    assert fields("disbursements", "no_rekening") == {"no_rekening": None}


def test_a_payment_list_with_status_and_remark_takes_the_status():
    found = fields("disbursements", "KETERANGAN", "STATUS SALUR", "NAMA")
    assert found == {"KETERANGAN": None, "STATUS SALUR": "status", "NAMA": "name"}


def test_of_two_known_words_the_better_one_wins_wherever_it_stands():
    assert fields("dtks", "NAMA KRT", "NAMA ART") == {"NAMA KRT": None, "NAMA ART": "name"}
