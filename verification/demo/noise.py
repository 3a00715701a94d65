"""How real lists write things: many ways for one value, all of which read back without loss."""

from datetime import date
from random import Random

from bansos.lib.datewords import day_words
from verification.demo.documents import Document

EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
PLACEHOLDERS = ("", "-", "0", "0000000000000000")


def digits(random: Random, value: str) -> str:
    """NIK and No. KK as text: with an apostrophe, spaces, dots; nothing where there is none."""
    if not value:
        return random.choice(PLACEHOLDERS)
    chance = random.random()
    if chance < 0.70:
        return value
    if chance < 0.82:
        return f"'{value}"
    if chance < 0.90:
        return f"{value[:6]} {value[6:12]} {value[12:]}"
    if chance < 0.96:
        return f"{value[:6]}.{value[6:12]}.{value[12:]}"
    return f"\u00a0{value} "


def day(random: Random, value: date) -> str:
    chance = random.random()
    if chance < 0.6:
        return f"{value:%d/%m/%Y}"
    if chance < 0.75:
        return f"{value:%d-%m-%Y}"
    return f"{value:%Y-%m-%d}" if chance < 0.9 else day_words(value)


def serial(value: date) -> int:
    """The number by which a spreadsheet stores a day."""
    return (value - EPOCH).days


def rupiah(random: Random, value: str) -> str | int:
    if not value:
        return ""
    dotted = f"{int(value):,}".replace(",", ".")
    return random.choice((int(value), int(value), value, dotted, f"Rp {dotted}", f"Rp{dotted},00"))


def spaced(random: Random, value: str) -> str:
    """Blanks before, after and between words are no part of them."""
    return f" {value.replace(' ', '  ', 1)} " if random.random() < 0.04 else value


def village(random: Random, value: str) -> str:
    return random.choice(
        (value, value, value.title(), f"KEL. {value}", f"Kelurahan {value.title()}")
    )


# Other offices' words for the same columns.
WORDS: dict[str, dict[str, str]] = {
    "PKH": {"NAMA PENERIMA": "NAMA PENGURUS", "NO KK": "NO_KK", "KETERANGAN": "STATUS"},
    "BPNT": {"NAMA PENERIMA": "NAMA KPM", "NO KK": "NKK", "KELURAHAN": "KEL/DESA"},
    "BST": {"NO KK": "NO. KK", "NOMINAL": "NOMINAL (RP)", "KETERANGAN": "KET"},
    "BPNT-PPKM": {"NO KK": "NO KARTU KELUARGA", "NIK": "NIK KTP", "TANGGAL SALUR": "TGL SALUR"},
}


def headers(document: Document) -> list[str]:
    words = WORDS.get(document.options.get("program", ""), {})
    return [words.get(word, word) for word in document.header]
