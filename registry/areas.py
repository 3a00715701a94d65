"""Reads a list of areas (CSV) into `Area`; outlines.py reads their outlines.

Takes the model as an argument, so that the first migration loads the city's own list with the
same code as the `load_areas` command.
"""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

SHIPPED = Path(__file__).parent / "reference" / "areas.csv"
SHIPPED_CITY = "64.72"
NEEDED = ("code", "name", "level", "parent")
KNOWN = (
    *NEEDED,
    *("aliases", "bps_code", "postcode", "area_ha", "lat", "lng"),
    *("valid_from", "valid_to", "successor"),
)
LEVELS = ("provinsi", "kota", "kecamatan", "kelurahan")


class AreasRefused(Exception):
    """The file cannot be taken; the message says where and why. Nothing was changed."""


@dataclass(frozen=True)
class Loaded:
    new: int
    changed: int
    same: int


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows with the columns that the file has; what it lacks is left alone. Raises AreasRefused."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AreasRefused(f"{path.name} tidak dapat dibaca sebagai CSV UTF-8: {error}") from error
    reader = csv.DictReader(text.splitlines())
    headers = reader.fieldnames or []
    unknown = [header for header in headers if header not in KNOWN]
    missing = [header for header in NEEDED if header not in headers]
    if unknown:
        raise AreasRefused(
            f"Kolom tidak dikenal: {', '.join(unknown)}. Yang dikenal: {', '.join(KNOWN)}."
        )
    if missing:
        raise AreasRefused(f"Kolom wajib tidak ada: {', '.join(missing)}.")
    given = [column for column in KNOWN if column in headers]
    return [_checked(number, row, given) for number, row in enumerate(reader, start=2)]


def _checked(number: int, row: dict[str, str], given: list[str]) -> dict[str, str]:
    values = {column: (row.get(column) or "").strip() for column in given}
    if not values["code"] or not values["name"]:
        raise AreasRefused(f"Baris {number}: kolom code dan name harus diisi.")
    if values["level"] not in LEVELS:
        raise AreasRefused(
            f"Baris {number}: level {values['level']!r} tidak dikenal. "
            f"Tulis salah satu: {', '.join(LEVELS)}."
        )
    for column, (read, expected) in READERS.items():
        try:
            read(values.get(column, ""))
        except ValueError as error:
            raise AreasRefused(
                f"Baris {number}: kolom {column} berisi {values[column]!r}, bukan {expected}."
            ) from error
    return values


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(";") if word.strip()]


def _number(text: str) -> Decimal | None:
    if not re.fullmatch(r"(-?\d+(\.\d+)?)?", text):
        raise ValueError(text)
    return Decimal(text) if text else None


def _degrees(text: str) -> float | None:
    number = _number(text)
    return None if number is None else float(number)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# How a column is read, and what it should hold.
READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "aliases": (_words, "kata"),
    "area_ha": (_number, "angka"),
    "lat": (_degrees, "angka"),
    "lng": (_degrees, "angka"),
    "valid_from": (_day, "tanggal seperti 2021-07-23"),
    "valid_to": (_day, "tanggal seperti 2021-07-23"),
}
# Links to other rows; the key.
LINKS = {"code", "parent", "successor"}


@transaction.atomic
def load(model: type[Any], rows: list[dict[str, str]]) -> Loaded:
    """Adds and changes areas by code, parents first; never deletes one."""
    known = {area.code: area for area in model.objects.all()}
    counts = {"new": 0, "changed": 0, "same": 0}
    for row in sorted(rows, key=lambda row: LEVELS.index(row["level"])):
        area = known.get(row["code"]) or model(code=row["code"])
        values = _field_values(row, known)
        if area.pk is None:
            counts["new"] += 1
        elif all(getattr(area, name) == value for name, value in values.items()):
            counts["same"] += 1
            continue
        else:
            counts["changed"] += 1
        for name, value in values.items():
            setattr(area, name, value)
        _save(area)
        known[area.code] = area
    _link_successors(rows, known)
    return Loaded(**counts)


def _field_values(row: dict[str, str], known: dict[str, Any]) -> dict[str, Any]:
    parent = known.get(row["parent"]) if row["parent"] else None
    if row["parent"] and parent is None:
        raise AreasRefused(f"Wilayah {row['code']}: induk {row['parent']!r} tidak ada.")
    values = {
        column: READERS[column][0](text) if column in READERS else text
        for column, text in row.items()
        if column not in LINKS
    }
    return {**values, "parent_id": parent.pk if parent else None}


def _save(area: Any) -> None:
    """Both databases refuse alike, in words."""
    ends_before = area.valid_from and area.valid_to and area.valid_to < area.valid_from
    try:
        area.clean_fields(exclude=["parent", "successor", "area_ha", "outline"])
    except ValidationError as error:
        raise AreasRefused(f"Wilayah {area.code}: {' '.join(error.messages)}") from error
    if ends_before:
        raise AreasRefused(f"Wilayah {area.code}: valid_to sebelum valid_from.")
    area.save()


def _link_successors(rows: Iterable[dict[str, str]], known: dict[str, Any]) -> None:
    for row in rows:
        if not row.get("successor"):
            continue
        successor = known.get(row["successor"])
        if successor is None:
            raise AreasRefused(f"Wilayah {row['code']}: pengganti {row['successor']!r} tidak ada.")
        type(successor).objects.filter(code=row["code"]).update(successor=successor)
