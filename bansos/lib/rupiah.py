"""Reads amounts of money as lists write them (pure): whole rupiah, or a sentence why not."""

import re

from bansos.lib.text import NOTHING

_MONEY = re.compile(
    r"(?:RP\.?|IDR)?\s*(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}|-))?,?-?", re.IGNORECASE
)


def read_rupiah(cell: object) -> int | None:
    """600000, "600.000", "Rp600.000,00", "Rp 600.000,-" → 600000. Raises ValueError in words.

    Three digits after a dot or comma are thousands, one or two are sen and must be zero.
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        if cell != cell or cell < 0 or cell != int(cell):
            raise ValueError(f"Nominal {cell} bukan rupiah utuh. Tulis misalnya 600.000.")
        return int(cell)
    text = " ".join(str(cell).replace("\u00a0", " ").split())
    if text in NOTHING:
        return None
    match = _MONEY.fullmatch(text)
    if match is None or int((match[2] or "0").replace("-", "0")):
        raise ValueError(
            f"Nominal “{text[:20]}” tidak terbaca. Tulis misalnya 600.000 atau Rp600.000."
        )
    return int(re.sub(r"[.,]", "", match[1]))
