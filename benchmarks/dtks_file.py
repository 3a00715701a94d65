"""A DTKS export of the made-up city, to measure its import: one row a person, 23 columns."""

import csv
from pathlib import Path

from registry.layouts import DTKS_HEADERS
from verification.demo.city import City
from verification.demo.documents import NEW_RELEASE, dtks_cells


def write(path: Path, households: int, seed: int = 1) -> int:
    """Writes the newest release of that city; returns the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="|")
        writer.writerow(DTKS_HEADERS)
        for house in City(households, seed).houses():
            if NEW_RELEASE not in house.releases:
                continue
            for person in house.people:
                writer.writerow(dtks_cells(house, person, NEW_RELEASE))
                count += 1
    return count
