"""Heading rows for each kelurahan above the rows of a list that leaves out the column."""

from typing import Any

from tests.registry.imports.cases import Case, table
from tests.registry.imports.lists import CHILD, HEAD

WORDS = ["ID DTKS", "NIK", "NAMA", "HUB KELUARGA", "RT"]
SITI = [HEAD["ID DTKS"], HEAD["NIK"], "SITI AMINAH", "KEPALA", "005"]
RUDI = [HEAD["ID DTKS"], CHILD["NIK"], "RUDI", "ANAK", "005"]
BUDI = ["6472030000000002", "6472031205800003", "BUDI", "KEPALA", "007"]
NAMED = ["DESA/KELUARAHAN", *WORDS]
EMPTY: list[Any] = []
FROM_HEADING = "Kelurahan dari baris judul"


def block(name: str, *rows: list[Any], areas: Any, **expected: Any) -> Case:
    """Rows among headings, and the kelurahan of the households that they make."""
    kept = {"counts": (2, 0, 0, 0), "warned": FROM_HEADING, **expected}
    stored = {"Household.area__name": areas}
    return Case(name, table(*rows), file="blok.xlsx", stored=stored, **kept)


def unplaced(name: str, *rows: list[Any], **expected: Any) -> Case:
    """Siti stands below KELURAHAN JAWA; Budi below a heading that says nothing known."""
    words = {"problem": "Kelurahan kosong", "counts": (1, 0, 0, 1)}
    return block(name, WORDS, ["KELURAHAN JAWA"], SITI, *rows, BUDI, areas="Jawa", **words)


def one(name: str, heading: list[Any], area: str = "Jawa", header: list[str] = WORDS) -> Case:
    """A single block below this heading."""
    return block(name, header, heading, SITI, RUDI, areas=area)


def title(name: str, *titles: list[Any], area: str = "Jawa") -> Case:
    return block(name, *titles, EMPTY, WORDS, SITI, RUDI, areas=area)


BLOCKS = [
    block(
        "blocks of two kelurahan without a column for it",
        WORDS,
        ["KELURAHAN JAWA"],
        SITI,
        ["KELURAHAN BUKUAN"],
        BUDI,
        areas=["Jawa", "Bukuan"],
    ),
    block(
        "an RT below the heading stays in its kelurahan",
        *(WORDS, ["KELURAHAN JAWA"], ["RT 05"], SITI, ["RT 07"], BUDI),
        areas=["Jawa", "Jawa"],
    ),
    block(
        "a stage, a month or a remark between the rows is no place",
        *(WORDS, ["KEL. JAWA"], ["TAHAP 2"], SITI, ["BULAN MEI 2021"], BUDI),
        areas=["Jawa", "Jawa"],
    ),
    block(
        "a total and a repeated header end no block",
        *(WORDS, ["KELURAHAN JAWA"], SITI, ["JUMLAH", "", "", "", 1], WORDS, BUDI),
        areas=["Jawa", "Jawa"],
    ),
    one("a heading in two cells", ["KELURAHAN :", "JAWA"]),
    one("a heading with its kecamatan", ["KEL. JAWA, KEC. SAMARINDA ULU"]),
    one("a heading of kecamatan and kelurahan", ["KECAMATAN SAMARINDA ULU KELURAHAN JAWA"]),
    one("a heading that counts its people", ["KELURAHAN JAWA (2 KPM)"]),
    one("a heading that names RT and city too", ["KELURAHAN JAWA RT 05 KOTA SAMARINDA"]),
    one("a heading of either word for a kelurahan", ["KELURAHAN/DESA : JAWA"]),
    one("a heading that is the name alone", ["JAWA"]),
    one("a heading that is the name and a count", ["JAWA (2 KPM)"]),
    one("a heading that is the name and an RT", ["JAWA - RT 05"]),
    one(
        "a kecamatan whose name ends in KOTA",
        ["KELURAHAN PELABUHAN KECAMATAN SAMARINDA KOTA"],
        "Pelabuhan",
    ),
    block(
        "a kecamatan above its kelurahan",
        *(WORDS, ["KECAMATAN SAMARINDA ULU"], ["KELURAHAN JAWA"], SITI, ["KELURAHAN SIDODADI"]),
        BUDI,
        areas=["Jawa", "Sidodadi"],
    ),
    block(
        "a kelurahan of another kecamatan than the one before",
        *(WORDS, ["KEC. SAMARINDA ULU"], ["KEL. JAWA"], SITI, ["KEL. BUKUAN"], BUDI),
        areas=["Jawa", "Bukuan"],
    ),
    title("a title above the table", ["DAFTAR RUMAH TANGGA KELURAHAN JAWA"]),
    title("a block of titles", ["KELURAHAN", ": JAWA"], ["KECAMATAN", ": SAMARINDA ULU"]),
    block(
        "an empty cell takes the heading, a filled one does not",
        *(NAMED, ["KELURAHAN JAWA"], ["", *SITI], ["BUKUAN", *BUDI]),
        areas=["Jawa", "Bukuan"],
    ),
    unplaced("an unknown kelurahan ends the block before", ["KELURAHAN JAWAA"]),
    unplaced("a kelurahan that is not in the kecamatan of its heading", ["KEL BUKUAN KEC ULU"]),
    unplaced("a new kecamatan ends the kelurahan before", ["KECAMATAN PALARAN"]),
    unplaced("a heading of another city ends the block", ["KABUPATEN KUTAI KARTANEGARA"]),
    *[
        unplaced(f"a heading of two kelurahan is in neither: {words}", [words])
        for words in (
            *("KELURAHAN SIDODADI, KELURAHAN BUKUAN", "KELURAHAN SIDODADI / BUKUAN"),
            *("KEL. SIDODADI DAN KEL. BUKUAN", "SIDODADI & BUKUAN", "SIDODADI, BUKUAN"),
        )
    ],
    one("a heading that names its kelurahan twice", ["KELURAHAN JAWA (KEL. JAWA), SAMARINDA ULU"]),
    block(
        "a title of two kelurahan is in neither",
        *(["DAFTAR KELURAHAN BUKUAN, SIDODADI"], EMPTY, NAMED, ["JAWA", *SITI], ["", *BUDI]),
        areas="Jawa",
        problem="Kelurahan kosong",
        counts=(1, 0, 0, 1),
        warned="",
    ),
    block(
        "an unknown name where names alone are headings ends the block",
        *(WORDS, ["JAWA"], SITI, ["SIDODADII"], BUDI),
        areas="Jawa",
        problem="Kelurahan kosong",
        counts=(1, 0, 0, 1),
    ),
    block(
        "a remark below a kelurahan ends no block",
        *(WORDS, ["KELURAHAN JAWA"], SITI, ["PERUM BUMI INDAH"], BUDI),
        areas=["Jawa", "Jawa"],
    ),
    Case(
        "the address of an office in its letterhead is nobody's kelurahan",
        table(
            ["Jalan Dahlia No. 81 Kelurahan Bugis Kecamatan Samarinda Kota"],
            EMPTY,
            ["NIK", "NAMA", "ALAMAT"],
            [HEAD["NIK"], "SITI AMINAH", "JL. MAWAR 1"],
        ),
        file="bnba.xlsx",
        kind="recipients",
        options={"program": "BPNT"},
        stored={"Recipient.area_text": ""},
    ),
    unplaced("a bare name that is kelurahan and kecamatan", ["SAMBUTAN"]),
    Case(
        "a recipient list in blocks, names alone",
        table(["NO", "NAMA", "ALAMAT"], ["KELURAHAN JAWA"], [1, "SITI AMINAH", "JL. MAWAR 1"]),
        file="bnba.xlsx",
        kind="recipients",
        options={"program": "BPNT"},
        warned=FROM_HEADING,
        stored={"Recipient.area__name": "Jawa", "Recipient.area_text": "Jawa"},
    ),
]
