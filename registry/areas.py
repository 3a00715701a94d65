"""Reads a list of areas (CSV) and outlines (GeoJSON) into `Area`.

Takes the model as an argument, so that the first migration loads the city's own list with the
same code as the `load_areas` command.
"""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date

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
    """Rows of the file, every known column present. Raises AreasRefused."""
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
    return [_checked(number, row) for number, row in enumerate(reader, start=2)]


def _checked(number: int, row: dict[str, str]) -> dict[str, str]:
    values = {column: (row.get(column) or "").strip() for column in KNOWN}
    if not values["code"] or not values["name"]:
        raise AreasRefused(f"Baris {number}: kolom code dan name harus diisi.")
    if values["level"] not in LEVELS:
        raise AreasRefused(
            f"Baris {number}: level {values['level']!r} tidak dikenal. "
            f"Tulis salah satu: {', '.join(LEVELS)}."
        )
    for column in ("area_ha", "lat", "lng"):
        try:
            Decimal(values[column] or "0")
        except InvalidOperation as error:
            raise AreasRefused(
                f"Baris {number}: kolom {column} berisi {values[column]!r}, bukan angka."
            ) from error
    return values


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
        area.save()
        known[area.code] = area
    _link_successors(rows, known)
    return Loaded(**counts)


def _field_values(row: dict[str, str], known: dict[str, Any]) -> dict[str, Any]:
    parent = known.get(row["parent"]) if row["parent"] else None
    if row["parent"] and parent is None:
        raise AreasRefused(f"Wilayah {row['code']}: induk {row['parent']!r} tidak ada.")
    return {
        "name": row["name"],
        "level": row["level"],
        "parent_id": parent.pk if parent else None,
        "aliases": [alias.strip() for alias in row["aliases"].split(";") if alias.strip()],
        "bps_code": row["bps_code"],
        "postcode": row["postcode"],
        "area_ha": Decimal(row["area_ha"]) if row["area_ha"] else None,
        "lat": float(row["lat"]) if row["lat"] else None,
        "lng": float(row["lng"]) if row["lng"] else None,
        "valid_from": parse_date(row["valid_from"]) if row["valid_from"] else None,
        "valid_to": parse_date(row["valid_to"]) if row["valid_to"] else None,
    }


def _link_successors(rows: Iterable[dict[str, str]], known: dict[str, Any]) -> None:
    for row in rows:
        if not row["successor"]:
            continue
        successor = known.get(row["successor"])
        if successor is None:
            raise AreasRefused(f"Wilayah {row['code']}: pengganti {row['successor']!r} tidak ada.")
        type(successor).objects.filter(code=row["code"]).update(successor=successor)


def read_outlines(path: Path) -> dict[str, dict[str, Any]]:
    """Kemendagri code → GeoJSON geometry. Raises AreasRefused."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        features = content["features"]
        return {str(feature["properties"]["code"]): feature["geometry"] for feature in features}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AreasRefused(
            f"{path.name} bukan FeatureCollection GeoJSON dengan properties.code pada tiap wilayah."
        ) from error


@transaction.atomic
def load_outlines(model: type[Any], outlines: dict[str, dict[str, Any]]) -> int:
    """Stores outlines of the areas we know; returns how many. An unknown code refuses the file."""
    known = set(model.objects.values_list("code", flat=True))
    unknown = sorted(set(outlines) - known)
    if unknown:
        raise AreasRefused(f"Kode wilayah tidak dikenal: {', '.join(unknown[:5])}.")
    for code, geometry in outlines.items():
        model.objects.filter(code=code).update(outline=geometry)
    return len(outlines)
