"""Reads outlines of areas (GeoJSON) for the map: checked, and simpler than most files are.

What is stored is a MultiPolygon of whole rings whose neighbours still share their borders; the map
of a city is then a few kilobytes of each page instead of hundreds.
"""

import json
import math
from pathlib import Path
from typing import Any

from bansos.lib.charts.outlines import FEWEST, Point, simplified
from registry.areas import AreasRefused

# About 28 m at the equator: less than a line's width on a map of a city.
TOLERANCE = 0.00025  # degrees
DECIMALS = 5  # about a metre: points that two neighbours mean alike are alike
LARGEST_FILE = 30_000_000  # bytes
KINDS = {"Polygon", "MultiPolygon"}

Shape = list[list[list[Point]]]


def read_outlines(path: Path) -> dict[str, dict[str, Any]]:
    """Kemendagri code → GeoJSON geometry. Raises AreasRefused with the reason in words."""
    shapes: dict[str, Shape] = {}
    for feature in _features(path):
        try:
            code, geometry = str(feature["properties"]["code"]), feature["geometry"]
        except (KeyError, TypeError) as error:
            raise AreasRefused("Ada wilayah tanpa properties.code atau geometry.") from error
        if code in shapes:
            raise AreasRefused(f"Kode {code} ada dua kali. Satu wilayah, satu batas.")
        shapes[code] = _shape(code, geometry)
    return {
        code: {"type": "MultiPolygon", "coordinates": shape}
        for code, shape in simplified(shapes, TOLERANCE).items()
    }


def _features(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise AreasRefused(f"{path.name} lebih besar dari {LARGEST_FILE // 1_000_000} MB.")
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise AreasRefused(
            f"{path.name} bukan FeatureCollection GeoJSON dengan properties.code pada tiap wilayah."
        ) from error
    if not isinstance(features, list) or not features:
        raise AreasRefused(f"{path.name} tidak berisi satu wilayah pun.")
    return features


def _shape(code: str, geometry: Any) -> Shape:
    """The polygons of a geometry, each ring closed and within the world."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in KINDS:
        raise AreasRefused(f"Batas {code} berjenis {kind}, bukan Polygon atau MultiPolygon.")
    try:
        given = geometry["coordinates"]
        polygons = [given] if kind == "Polygon" else given
        shape = [[[_point(point) for point in ring] for ring in polygon] for polygon in polygons]
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise AreasRefused(f"Titik batas {code} bukan bujur dan lintang.") from error
    rings = [ring for polygon in shape for ring in polygon]
    if not shape or not all(shape) or any(len(ring) < FEWEST for ring in rings):
        raise AreasRefused(f"Batas {code} kosong atau kurang dari {FEWEST} titik.")
    if any(ring[0] != ring[-1] for ring in rings):
        raise AreasRefused(f"Batas {code} tidak tertutup: titik akhirnya bukan titik awalnya.")
    return shape


def _point(given: Any) -> Point:
    """(lng, lat) in degrees; a height is left out."""
    lng, lat = float(given[0]), float(given[1])
    if not (math.isfinite(lng) and math.isfinite(lat) and abs(lng) <= 180 and abs(lat) <= 90):
        raise ValueError(given)
    return round(lng, DECIMALS), round(lat, DECIMALS)
