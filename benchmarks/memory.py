"""A list of a million rows: the most memory that reading, previewing and applying it takes.

Each list is imported in a process of its own, whose own peak is asked for afterwards; a CSV has no
other process. Of PostgreSQL only our side is counted. The peer is the memory that is promised.
"""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import connection

from benchmarks import dtks_file
from benchmarks.harness import FULL, Ratio

ROWS = {FULL: (100_000, 300_000, 1_000_000)}
SMALL_ROWS = (3_000, 10_000)
HOUSEHOLDS = {FULL: 42_124}
SMALL_HOUSEHOLDS = 1_500
PROMISED = 400.0
# First digits of a NIK; the city of one of them is made anew under each of the others.
PROVINCES = [str(code) for code in (*range(11, 20), *range(31, 37), *range(51, 54))]


def run(size: str) -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base.csv"
        dtks_file.write(base, HOUSEHOLDS.get(size, SMALL_HOUSEHOLDS))
        provinces = iter(PROVINCES)
        return [
            _ratio(rows, *_measured(_longer(base, rows, provinces)))
            for rows in ROWS.get(size, SMALL_ROWS)
        ]


def _longer(base: Path, rows: int, provinces: Iterator[str]) -> Path:
    """The list again and again under other numbers, until it has so many rows."""
    with base.open(encoding="utf-8", newline="") as file:
        header, *known = csv.reader(file, delimiter="|")
    places = [header.index(word) for word in ("ID DTKS", "NOKK", "NIK")]
    path = base.with_name(f"{rows}.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="|")
        writer.writerow(header)
        left = rows
        while left:
            province = next(provinces)
            for row in islice(known, left):
                for place in places:
                    row[place] = row[place] and province + row[place][2:]
                writer.writerow(row)
            left -= min(left, len(known))
    return path


def _measured(path: Path) -> tuple[float, float]:
    """(peak in MB, seconds)"""
    code = "import sys; from benchmarks.memory_child import main; main(sys.argv[1])"
    child = subprocess.run(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, check=True, text=True
    )
    found = json.loads(child.stdout)
    return found["megabytes"], found["seconds"]


def _ratio(rows: int, megabytes: float, seconds: float) -> Ratio:
    return Ratio(
        name="peak memory of an import, previewed and applied",
        database=connection.vendor,
        rows=rows,
        seconds=megabytes,
        peer="what is promised",
        peer_seconds=PROMISED,
        unit="MB",
        note=f"took {seconds:.0f} s",
    )
