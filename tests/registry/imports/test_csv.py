"""Text files as offices send them: every encoding, every delimiter, every kind of damage."""

import time
import tracemalloc
from pathlib import Path

import pytest

from registry.imports.reading import csv_rows as limits
from registry.imports.reading.cells import Row
from registry.imports.reading.guard import FileKind, FileRefused
from registry.imports.reading.reader import read_rows, read_sheets
from registry.imports.reading.sniff import csv_shape

LINES = [
    "NIK{d}NAMA{d}ALAMAT",
    "6472031205780001{d}RENÉ{d}JL. A",
    "6472031205780002{d}ÑOÑA{d}GG. B",
]


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def rows_of(path: Path) -> list[tuple[int, list[object]]]:
    return [(row.number, row.cells) for row in read_rows(path)]


@pytest.mark.parametrize("delimiter", ["|", ";", "\t", ","])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_delimiter_and_line_end_reads_alike(tmp_path, encoding, delimiter, end):
    text = end.join(LINES).format(d=delimiter) + end
    rows = rows_of(text_file(tmp_path / "a.csv", text, encoding))
    assert rows[0] == (1, ["NIK", "NAMA", "ALAMAT"])
    assert rows[2] == (3, ["6472031205780002", "ÑOÑA", "GG. B"])


def test_utf16_with_a_big_endian_mark_is_read(tmp_path):
    path = text_file(tmp_path / "a", "\ufeffNIK;NAMA\n1;É\n", "utf-16-be")
    assert rows_of(path)[1] == (2, ["1", "É"])


def test_commas_in_addresses_do_not_hide_the_true_delimiter(tmp_path):
    text = "NIK|NAMA|TTL\n" + "1|A, B|Samarinda, 12-05-1978\n" * 30
    assert csv_shape(text_file(tmp_path / "a", text)).delimiter == "|"


def test_titles_above_the_table_do_not_hide_the_delimiter(tmp_path):
    text = "DAFTAR PENERIMA, TAHAP 1, 2021\n\nNIK;NAMA\n" + "1;A\n" * 9
    assert csv_shape(text_file(tmp_path / "a", text)).delimiter == ";"


def test_a_list_of_one_column_needs_no_delimiter(tmp_path):
    assert rows_of(text_file(tmp_path / "a", "NIK\n123\n")) == [(1, ["NIK"]), (2, ["123"])]


def test_the_separator_line_of_excel_is_obeyed_and_is_no_row(tmp_path):
    path = text_file(tmp_path / "a", "sep=;\nNIK;NAMA\n1;A,B,C,D\n")
    assert rows_of(path) == [(2, ["NIK", "NAMA"]), (3, ["1", "A,B,C,D"])]


def test_one_damaged_letter_does_not_turn_a_file_into_cp1252(tmp_path):
    path = tmp_path / "a"
    path.write_bytes("NIK;NAMA\n1;RENÉ\n2;ÑOÑA É\n3;É".encode() + b"\xc3\n")
    assert rows_of(path)[1] == (2, ["1", "RENÉ"])


def test_bytes_that_cp1252_does_not_know_are_a_matter_of_the_cell(tmp_path):
    (tmp_path / "a").write_bytes(b"NIK;NAMA\n1;A\x81\xe9\n")
    assert rows_of(tmp_path / "a")[1] == (2, ["1", "A�é"])


def test_a_quoted_cell_may_hold_delimiters_quotes_and_line_ends(tmp_path):
    path = text_file(tmp_path / "a", 'NIK;ALAMAT;KET\n1;"JL. ""A"";\r\nRT 1";x\r\n2;B;y\r\n')
    assert rows_of(path)[1:] == [(2, ["1", 'JL. "A";\r\nRT 1', "x"]), (4, ["2", "B", "y"])]


def test_a_quote_that_never_closes_swallows_no_row(tmp_path):
    path = text_file(tmp_path / "a", 'A|B|C\n1|"JL. MAWAR|x\n' + "2|B|y\n" * 200)
    rows = rows_of(path)
    assert rows[1] == (2, ["1", '"JL. MAWAR', "x"])
    assert len(rows) == 202


def test_two_stray_quotes_far_apart_swallow_no_row(tmp_path):
    path = text_file(tmp_path / "a", 'A|B|C\n1|"JL|x\n2|B|y\n3|C"|z\n4|D|w\n')
    assert [row[0] for row in rows_of(path)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("between", ["", "KELURAHAN JAWA\n", "\n", '9|"B|2"|y\n', "9|B\n"])
def test_what_is_no_whole_row_between_two_stray_quotes_hides_none(tmp_path, between):
    text = f'A|B|C\n1|"JL|x\n{between}2|B|y\n3|C"|z\n4|D|w\n'
    rows = rows_of(text_file(tmp_path / "a", text))
    assert [cells[0] for _, cells in rows if cells[0] in set("1234")] == list("1234")


def test_stray_quotes_in_a_list_of_two_columns_swallow_no_row(tmp_path):
    path = text_file(tmp_path / "a", 'NIK|NAMA\n1|"SITI\n2|B\n3|C"\n4|D\n')
    assert rows_of(path)[1:] == [
        *[(2, ["1", '"SITI']), (3, ["2", "B"]), (4, ["3", 'C"']), (5, ["4", "D"])]
    ]


def test_a_name_of_two_lines_in_a_list_of_two_columns_is_one_cell(tmp_path):
    path = text_file(tmp_path / "a", 'NIK|NAMA\n1|"SITI\nAMINAH"\n4|D\n')
    assert rows_of(path)[1:] == [(2, ["1", "SITI\nAMINAH"]), (4, ["4", "D"])]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('"SITI "AMINAH"', 'SITI "AMINAH'),
        (r'"SITI \"A\" X"', 'SITI "A" X'),
        (r'"5\" KAYU"', '5" KAYU'),
        ('="0123"', "0123"),
        ('"=""0123"""', "0123"),
        ('="A"&"B"', '="A"&"B"'),
    ],
)
def test_quotes_as_other_programs_write_them(tmp_path, cell, words):
    path = text_file(tmp_path / "a", f'"NIK","NAMA","KET"\n"1",{cell},"x"\n"2","B","y"\n')
    assert rows_of(path)[1:] == [(2, ["1", words, "x"]), (3, ["2", "B", "y"])]


def test_a_quote_inside_a_cell_is_a_letter(tmp_path):
    path = text_file(tmp_path / "a", 'A|B|C\n1|GG. "MAWAR" 5|x\n2|5"|y\n')
    assert rows_of(path)[1:] == [(2, ["1", 'GG. "MAWAR" 5', "x"]), (3, ["2", '5"', "y"])]


def test_emoji_control_and_right_to_left_marks_arrive_as_they_are(tmp_path):
    cell = "AB\x01 \U0001f600 \u202eabc"
    assert rows_of(text_file(tmp_path / "a", f"NIK;NAMA\n1;{cell}\n"))[1] == (2, ["1", cell])


def test_a_cell_of_ten_thousand_letters_arrives_whole(tmp_path):
    path = text_file(tmp_path / "a", f"NIK;KET\n1;{'x' * 10_000}\n")
    assert rows_of(path)[1][1][1] == "x" * 10_000


def test_empty_rows_are_left_out_and_the_numbers_stay_true(tmp_path):
    path = text_file(tmp_path / "a", "\n\nNIK;NAMA\n;\n;\n1;A\n;\n")
    assert [row[0] for row in rows_of(path)] == [3, 6]


def test_a_file_without_line_ends_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_LINE_CHARS", 1000)
    with pytest.raises(FileRefused) as caught:
        rows_of(text_file(tmp_path / "a", "NIK;NAMA\n" + "x" * 5000))
    assert caught.value.code == "terlalu_panjang"
    assert "Baris 2" in caught.value.message


def test_a_row_of_too_many_columns_is_refused(tmp_path):
    with pytest.raises(FileRefused) as caught:
        rows_of(text_file(tmp_path / "a", ";".join("x" * 500) + "\n"))
    assert caught.value.code == "terlalu_lebar"


def test_a_text_file_is_one_sheet_without_a_name(tmp_path):
    (sheet,) = read_sheets(text_file(tmp_path / "a", "A;B\n1;2\n"), FileKind.CSV)
    assert (sheet.name, sheet.hidden, sheet.columns) == ("", False, 2)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_rows_of_a_text_file_are_counted_by_its_line_ends(tmp_path, end):
    (sheet,) = read_sheets(text_file(tmp_path / "a", f"A;B{end}" * 50), FileKind.CSV)
    assert sheet.rows in {50, 51}


def test_memory_does_not_grow_with_the_number_of_rows(tmp_path):
    path = text_file(tmp_path / "a", "A|B|C\n" + "1|BUDI|JL. MAWAR\n" * 100_000)
    tracemalloc.start()
    assert sum(isinstance(row, Row) for row in read_rows(path, kind=FileKind.CSV)) == 100_001
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_quoted_cell_beyond_all_measure_is_a_matter_of_its_row(tmp_path):
    rows = rows_of(text_file(tmp_path / "a", f'NIK;KET\n1;"{"x" * 140_000}"\n2;B\n'))
    assert [(number, len(cells)) for number, cells in rows] == [(1, 2), (2, 2), (3, 2)]


def test_a_quote_open_at_the_end_of_its_line_keeps_its_sign(tmp_path):
    path = text_file(tmp_path / "a", 'A|B|C\n1|5" KAYU|"x\n2|B|y\n')
    assert rows_of(path)[1:] == [(2, ["1", '5" KAYU', '"x']), (3, ["2", "B", "y"])]


def test_quotes_that_open_on_every_line_do_not_take_the_day(tmp_path):
    path = text_file(tmp_path / "a", "NIK;NAMA;KET\n" + 'a";x"y;"c\n' * 20_000)
    started = time.process_time()
    assert len(rows_of(path)) == 20_001
    assert time.process_time() - started < 3


@pytest.mark.parametrize("sign", ['"', " ", "\x00", "é", "\U0001f600", "'"])
def test_any_sign_that_a_file_names_as_its_separator_is_harmless(tmp_path, sign):
    path = text_file(tmp_path / "a", f'sep={sign}\nNIK{sign}NAMA\n1{sign}"A B"\n"2"{sign}C\n')
    assert [row[0] for row in rows_of(path)] == [2, 3, 4]
