"""The header is found under whatever stands above it, and noise is no record."""

import pytest

from registry.imports.columns.headers import find_header
from registry.imports.columns.mapping import Column
from registry.imports.columns.noise import row_noise
from registry.imports.reading.cells import Row
from registry.imports.refusal import FileRefused

COLUMNS = [
    Column("nik", "NIK", ("NOMOR NIK", "NIK KTP"), required=True),
    Column("name", "NAMA", ("NAMA PENERIMA", "NAMA ART")),
    Column("rt", "RT"),
    Column("rw", "RW"),
    Column("dtks_bpnt", "BANSOS BPNT"),
    Column("dtks_pkh", "BANSOS PKH"),
]
HEADERS = ["NO", "NAMA PENERIMA", "NIK KTP", "ALAMAT", "NOMINAL"]
NIK = "6472031205780001"


def sheet(*rows: list[object], start: int = 1) -> list[Row]:
    return [Row(start + at, cells) for at, cells in enumerate(rows) if any(cells)]


def test_a_header_in_the_first_row_is_found():
    found = find_header(sheet(["NIK", "NAMA"], [NIK, "A"]), COLUMNS)
    assert (found.row_number, found.headers, found.first_data_row) == (1, ["NIK", "NAMA"], 2)


def test_a_header_under_title_rows_is_found():
    rows = sheet(["DAFTAR PENERIMA NIK", ""], ["TAHAP 1", ""], [], ["No", "Nama"], ["NIK ", "NAMA"])
    found = find_header([*rows, Row(6, [NIK, "A"])], COLUMNS)
    assert (found.row_number, found.first_data_row) == (5, 6)


def test_words_and_then_numbers_are_a_header_of_two_rows():
    rows = sheet(["NIK", "NAMA", "RT"], ["KOLOM 1", "KOLOM 2", "KOLOM 3"], [NIK, "A", "1"])
    found = find_header(rows, COLUMNS)
    assert (found.row_number, found.first_data_row) == (1, 3)


def test_a_merged_word_over_several_columns_is_joined_with_those_below():
    rows = sheet(
        ["NIK", "NAMA", "ALAMAT", "", "", "BANSOS", ""],
        ["", "", "JALAN", "RT", "RW", "BPNT", "PKH"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        [NIK, "A", "JL", "1", "2", "YA", "TIDAK"],
    )
    found = find_header(rows, COLUMNS)
    joined = ["NIK", "NAMA", "ALAMAT JALAN", "RT", "RW", "BANSOS BPNT", "BANSOS PKH"]
    assert (found.row_number, found.headers, found.first_data_row) == (1, joined, 4)


def test_a_data_row_is_never_taken_for_a_second_header_row():
    rows = sheet(["NIK", "NAMA", "", "RT"], [NIK, "BUDI", "catatan", "1"])
    assert find_header(rows, COLUMNS).first_data_row == 2


def test_a_lone_remark_under_a_nameless_column_is_no_header_of_a_record():
    rows = sheet(["NIK", "NAMA", ""], ["", "BUDI", "catatan"])
    assert find_header(rows, COLUMNS).headers == ["NIK", "NAMA"]


def test_columns_without_a_name_and_twins_get_names_of_their_own():
    rows = sheet(["NIK", "", "NAMA", "NAMA", ""], [NIK, "x", "A", "B", ""])
    assert find_header(rows, COLUMNS).headers == ["NIK", "(kolom B)", "NAMA", "NAMA (2)"]


def test_words_with_hints_how_to_fill_them_in_make_a_header():
    rows = sheet(["FORMULIR", "2021"], ["NIK (16 digit)", "NAMA (sesuai KTP)"], [NIK, "A"])
    assert find_header(rows, COLUMNS).row_number == 2


def test_a_list_of_one_known_column_has_a_header_too():
    assert find_header(sheet(["NIK"], [NIK]), COLUMNS).headers == ["NIK"]


def test_an_unknown_layout_still_has_a_header_to_map_by_hand():
    rows = sheet(["DAFTAR WARGA"], [], ["KODE", "SEBUTAN", "UANG"], ["1", NIK, 5], ["2", NIK, 6])
    found = find_header(rows, COLUMNS)
    assert (found.row_number, found.headers) == (3, ["KODE", "SEBUTAN", "UANG"])


def test_words_that_the_sender_has_mapped_help_to_find_the_header():
    rows = sheet(["A B", "C D", "E F"], ["KODE WARGA", "SEBUTAN", "UANG"], ["1", NIK, 5])
    assert find_header(rows, COLUMNS, ["KODE WARGA", "SEBUTAN"]).row_number == 2


def test_a_sheet_of_numbers_alone_is_refused_with_what_was_expected():
    with pytest.raises(FileRefused, match="antara lain NIK") as caught:
        find_header(sheet([1, 2], [3, 4]), COLUMNS)
    assert caught.value.code == "tanpa_judul"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["", "  ", "", "", ""], "baris kosong"),
        (["NO", "NAMA PENERIMA", "NIK KTP", "ALAMAT", "NOMINAL"], "judul kolom berulang"),
        (["No.", "Nama  Penerima", "NIK_KTP", "Alamat", ""], "judul kolom berulang"),
        ([1, 2, 3, 4, 5], "baris nomor kolom"),
        (["(1)", "(2)", "(3)", "(4)", "(5)"], "baris nomor kolom"),
        (["KOLOM 1", "KOLOM 2", "KOLOM 3", "KOLOM 4", "KOLOM 5"], "baris nomor kolom"),
        (["JUMLAH", "", "", "", 4500000], "baris jumlah"),
        (["", "TOTAL", "", "", "Rp 4.500.000"], "baris jumlah"),
        (["Sub Total : 15 KPM", "", "", "", ""], "baris jumlah"),
        (["KELURAHAN SIDODADI", "", "", "", ""], "judul kelompok"),
        (["SIDODADI", "", "", "", ""], "judul kelompok"),
        (["", "KEL. AIR PUTIH", "", "", ""], "judul kelompok"),
        (["KELURAHAN :", "SIDODADI", "", "", ""], "judul kelompok"),
        (["", "", "", "Samarinda, 12 Juli 2021", ""], "tanda tangan"),
        (["", "", "", "Kepala Dinas Sosial", ""], "tanda tangan"),
        (["", "", "", "NIP. 19700101 199003 1 001", ""], "tanda tangan"),
        ([57, "", "", "", ""], "baris kosong"),
        (["", "", "", "", "(Rp)"], "baris satuan"),
        (["", "(nama)", "(16 digit)", "(jalan)", "(rupiah)"], "baris satuan"),
    ],
)
def test_a_row_that_is_no_record_is_known_as_what_it_is(cells, kind):
    assert row_noise(cells, HEADERS) == kind


@pytest.mark.parametrize(
    "cells",
    [
        [1, "BUDI", NIK, "JL. A", 300000],
        ["", "BUDI", "", "", ""],
        ["", "", NIK, "", ""],
        [NIK, "", "", "", ""],
        ["", "TOTAL", NIK, "", 300000],
        ["", "JUMLAH BR. GINTING", "", "JL. A", 300000],
        [1, "RT", NIK, "JL. A", 300000],
        [1, 2, 6472031205780001, 4, 5],
        ["", "NAMA PENERIMA", "", "", ""],
        [3, "SITI", "", "", ""],
        ["", "SITI (ALM)", "", "", ""],
        ["", "(SITI)", NIK, "", ""],
    ],
)
def test_a_row_that_may_be_somebody_is_kept(cells):
    assert row_noise(cells, HEADERS) is None


@pytest.mark.parametrize(
    "cells",
    [
        ["AN NISA RAHMA", NIK, "", "", ""],
        ["An. Naufal", "", "", "JL. A", ""],
        ["AN NUR", "", "", "", ""],
        ["A.N. SITI", NIK, "", "", ""],
        ["CAMAT", int(NIK), "", "", ""],
    ],
)
def test_somebody_whose_name_begins_like_a_signature_is_kept(cells):
    assert row_noise(cells, ["NAMA", "NIK", "RT", "ALAMAT", "NOMINAL"], 0) is None


@pytest.mark.parametrize(
    "cells",
    [
        ["", "", "", "a.n. Kepala Dinas Sosial", ""],
        ["", "", "", "An. Lurah Jawa", ""],
        ["A N CAMAT", "", "", "NIP 19700101 199003 1 001", ""],
        ["MENGETAHUI", "", "", "197001011990031001", ""],
    ],
)
def test_who_signs_for_an_office_is_nobody_of_the_list(cells):
    assert row_noise(cells, ["NAMA", "NIK", "RT", "ALAMAT", "NOMINAL"], 0) == "tanda tangan"


def test_a_lone_name_in_a_first_column_of_names_is_kept():
    assert row_noise(["BUDI", "", "", ""], ["NAMA", "NIK", "RT", "RW"]) is None


def test_a_lone_name_below_a_word_that_is_known_to_mean_names_is_kept():
    headers = ["PENGURUS", "NIK", "RT", "RW"]
    assert row_noise(["BUDI", "", "", ""], headers, 0) is None
    assert row_noise(["BUDI", "", "", ""], headers, 2) == "judul kelompok"
    assert row_noise(["KELURAHAN JAWA", "", "", ""], headers, 0) == "judul kelompok"


def test_a_list_of_one_column_has_no_headings():
    assert row_noise(["SIDODADI"], ["NAMA"]) is None
    assert row_noise(["BUDI", ""], ["NAMA", "NIK"]) is None


@pytest.mark.parametrize(
    "rows",
    [
        [["NIK", "NAMA", "ALAMAT"], [NIK, "A", "JL"], [], ["NIK", "NAMA", "ALAMAT", "RT"]],
        [[int(NIK), "A", "JL", ""], ["NIK", "NAMA", "ALAMAT", "RT"]],
        [["KODE", "SEBUTAN"], [f"'{NIK[:4]} {NIK[4:]}", "A"], ["NIK", "NAMA"]],
    ],
)
def test_records_above_what_is_taken_for_the_header_are_not_lost_in_silence(rows):
    """Two tables in one sheet, of which the lower one names more; or a sheet sorted as a whole."""
    with pytest.raises(FileRefused, match="di atas baris judul kolom") as caught:
        find_header(sheet(*rows, [NIK, "B", "JL", "1"]), COLUMNS)
    assert caught.value.code == "data_di_atas_judul"


def test_a_number_in_a_title_is_no_record():
    rows = sheet(["REKENING", NIK], ["NIP 197001011990031001", "A", "B"], ["NIK", "NAMA", "RT"])
    assert find_header([*rows, Row(4, [NIK, "A", "1"])], COLUMNS).row_number == 3
