"""Numbers in Indonesian writing: 1.234.567, 12,5 and Rp1.234.567."""

from decimal import Decimal

MINUS = "−"  # the true minus sign: a hyphen would wrap at the end of a line


def grouped(value: float | Decimal, decimals: int = 0) -> str:
    """1234567 -> "1.234.567"; `decimals` places after a comma, rounded half to even."""
    text = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and any(digit in "123456789" for digit in text)
    swapped = text.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{swapped}" if negative else swapped


def rupiah(amount: int) -> str:
    """Whole rupiah: 600000 -> "Rp600.000", −600000 -> "−Rp600.000"."""
    sign = MINUS if amount < 0 else ""
    return f"{sign}Rp{grouped(abs(amount))}"


def percent(part: int, whole: int, decimals: int = 1) -> str:
    """12 of 96 -> "12,5%"; few of many are not none: "<0,1%"; of nothing there is no share: "–"."""
    if whole == 0:
        return "–"
    text = grouped(100 * part / whole, decimals)
    if part > 0 and text == grouped(0, decimals):
        return f"<{grouped(10**-decimals, decimals)}%"
    return f"{text}%"
