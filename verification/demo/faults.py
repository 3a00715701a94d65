"""Rows that nothing can save: people who are not of the city, each with one fault."""

from collections.abc import Iterator

from registry.layouts import DTKS_HEADERS
from verification.demo.documents import BARE_HEADER, OLD_WORDS, Document
from verification.demo.sheets import Cell

NUMERIC_NIK = 6472031205780012  # a spreadsheet keeps 15 digits: the last is lost for good
GOOD_NIK, GOOD_KK = "6472991205780012", "6472991203150012"
STATUS = "BERHASIL TRANSAKSI"
NEW_WORDS = {old: new for new, old in OLD_WORDS.items()}


def faulty_people(document: Document) -> Iterator[list[Cell]]:
    """Rows for a DTKS file."""
    is_workbook = document.name.endswith(".xlsx")
    faults: list[dict[str, Cell]] = [
        {"NIK": NUMERIC_NIK if is_workbook else "6,47203E+15"},
        {"NIK": "6472033302780001"},
        {"NIK": "6472031205780000"},
        {"DESA/KELUARAHAN": "ANTAH BERANTAH"},
        {"ID DTKS": ""},
        {"NAMA": ""},
    ]
    for number, fault in enumerate(faults, start=1):
        cells: dict[str, Cell] = {
            **dict.fromkeys(DTKS_HEADERS, ""),
            "ID DTKS": f"9999999999{number:06}",
            "KABUPATEN/KOTA": "KOTA SAMARINDA",
            "KECAMATAN": "SAMARINDA ULU",
            "DESA/KELUARAHAN": "JAWA",
            "NOKK": GOOD_KK,
            "NIK": f"{GOOD_NIK[:-4]}{9000 + number}",
            "NAMA": f"BARIS RUSAK {number}",
            "TANGGAL LAHIR": "12/05/1978",
        }
        said = cells | fault
        yield [said[NEW_WORDS.get(word, word)] for word in document.header]


def faulty_aid(document: Document) -> Iterator[list[Cell]]:
    """Rows for a list of recipients or payments."""
    niks: tuple[Cell, ...] = (NUMERIC_NIK, "6472033302780001", "-")
    for number, nik in enumerate(niks, start=1):
        name = f"BARIS RUSAK {number}"
        if document.header == BARE_HEADER:
            yield [str(number), nik, name, STATUS]
            continue
        row: dict[str, Cell] = {**dict.fromkeys(document.header, "")}
        for word in document.header:
            if word.startswith("NAMA"):
                row[word] = name
            elif word.startswith("NIK"):
                row[word] = nik
            elif word in {"KETERANGAN", "ALAMAT"}:
                row[word] = STATUS if word == "KETERANGAN" else "JL. TANPA NOMOR"
        yield list(row.values())
