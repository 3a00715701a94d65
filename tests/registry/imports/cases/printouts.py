"""Lists that were made to be printed: who signs, sums carried over, remarks below the table."""

from typing import Any

from tests.registry.imports.cases import BPNT, Case, table
from tests.registry.imports.lists import HEAD

WORDS = ["NO", "NAMA", "NIK", "ALAMAT", "NOMINAL", "TANDA TANGAN"]
SITI = [1, "SITI AMINAH", HEAD["NIK"], "JL. MAWAR", 200_000]
BUDI = [2, "BUDI", "6472031205800003", "GG. 5", 200_000]
TITLE = ["DAFTAR PENERIMA KELURAHAN JAWA"]
EMPTY: list[Any] = []
LURAH = [
    ["", "Mengetahui,", "", "", "Samarinda, 12 Mei 2021"],
    ["", "LURAH JAWA", "", "", "PENDAMPING"],
    EMPTY,
    ["", "H. ABDUL MUIS, S.Sos", "", "RINA WATI"],
    ["", "PENATA MUDA"],
    ["", "NIP. 19700101 199003 1 001"],
]


def printed(name: str, *rows: list[Any], **expected: Any) -> Case:
    """A list of payments whose title says the kelurahan: a name below it would be somebody."""
    kept = {
        "counts": (1, 0, 0, 0),
        "stored": {"Recipient.name": "SITI AMINAH", "Disbursement.amount": 200_000},
        "warned": "Kelurahan dari baris judul",
        **expected,
    }
    write = table(TITLE, EMPTY, WORDS, SITI, *rows)
    return Case(name, write, file="a.xlsx", kind="disbursements", options=BPNT, **kept)


TWO = {"counts": (2, 0, 0, 0), "stored": {"Recipient.name": ["SITI AMINAH", "BUDI"]}}
PRINTOUTS = [
    printed("those who sign below the column of the names are nobody", EMPTY, *LURAH),
    printed("people below a signature and a repeated header", *LURAH, WORDS, BUDI, **TWO),
    printed("people right below a signature", *LURAH, BUDI, **TWO),
    printed("a total that counts its people", ["", "TOTAL", "25 KPM", "", 200_000]),
    *[
        printed(f"the sum of the page before: {words}", ["", words, "", "", 4_800_000])
        for words in ("Pindahan", "Jumlah dipindahkan", "DIPINDAHKAN")
    ],
    printed("an amount in words", ["", "Terbilang :", "Dua ratus ribu rupiah"]),
    printed("the number of the page", ["", "Halaman 1 dari 3"]),
    *[
        printed(
            f"a lone cell is nobody of the kelurahan in the title: {words}",
            ["", words],
            counts=(1, 0, 0, 1),
            problem="Isi salah satunya",
        )
        for words in ("Ket : * sudah pindah", "Dicetak oleh admin", "HJ. FATIMAH")
    ],
]
