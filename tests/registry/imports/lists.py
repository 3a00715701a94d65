"""Lists as offices send them, made in the test: rows by the words of our columns."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection, models

from registry.imports import runs
from registry.models import (
    Household,
    Identifier,
    ImportRun,
    ListedAid,
    Listing,
    Membership,
    Person,
    Residence,
    RunState,
)

HEADER = [
    *("ID DTKS", "PROVINSI", "KABUPATEN/KOTA", "KECAMATAN", "DESA/KELUARAHAN", "ALAMAT", "DUSUN"),
    *("RT", "RW", "NOKK", "NIK", "NAMA", "TANGGAL LAHIR", "TEMPAT LAHIR", "JENIS KELAMIN"),
    *("PEKERJAAN", "NAMA IBU KANDUNG", "HUB KELUARGA", "KETERANGAN PADAN"),
    *("BANSOS BPNT", "BANSOS PKH", "BANSOS BPNT-PPKM", "PBI JKN"),
]
RELEASE = {"release": "DTKS-2021-07"}
HEAD = {
    "ID DTKS": "6472030000000001",
    "PROVINSI": "KALIMANTAN TIMUR",
    "KABUPATEN/KOTA": "KOTA SAMARINDA",
    "KECAMATAN": "SAMARINDA ULU",
    "DESA/KELUARAHAN": "JAWA",
    "ALAMAT": "JL. MAWAR NO. 1",
    "RT": "005",
    "NOKK": "6472030101800001",
    "NIK": "6472031205800001",
    "NAMA": "SITI AMINAH",
    "TANGGAL LAHIR": "12/05/1980",
    "TEMPAT LAHIR": "SAMARINDA",
    "JENIS KELAMIN": "L",
    "PEKERJAAN": "BURUH",
    "NAMA IBU KANDUNG": "HALIMAH",
    "HUB KELUARGA": "KEPALA",
    "BANSOS BPNT": "YA",
    "BANSOS PKH": "TIDAK",
    "BANSOS BPNT-PPKM": "TIDAK",
    "PBI JKN": "YA",
}
CHILD = {
    **HEAD,
    "NIK": "6472031501100002",
    "NAMA": "RUDI",
    "TANGGAL LAHIR": "15/01/2010",
    "HUB KELUARGA": "ANAK",
    "BANSOS BPNT": "",
    "PBI JKN": "",
}

# Everything an import may write into, but for its own run, rows and history.
REGISTER: list[type[models.Model]] = [
    *(Household, Identifier, ListedAid, Listing, Membership, Person, Residence),
]


def write_list(path: Path, rows: Iterable[dict[str, Any]], header: list[str] | None = None) -> Path:
    """A pipe-separated file; the header of the DTKS export unless another is given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header or HEADER, delimiter="|", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def a_city(path: Path, *, households: int = 300, name: str = "SITI AMINAH") -> Path:
    """So many households of a head, who is called so, and a child."""
    rows = []
    for n in range(1, households + 1):
        head = {"ID DTKS": f"64720300{n:08}", "NIK": f"6472031205{n // 90 + 10:02}{n:04}"}
        rows.append({**HEAD, **head, "NAMA": name})
        rows.append({**CHILD, **head, "NIK": f"6472031501{n // 90 + 10:02}{n + 5000:04}"})
    return write_list(path, rows)


def preview(path: Path, kind: str = "dtks", options: dict[str, Any] | None = None) -> ImportRun:
    chosen = RELEASE if kind == "dtks" and options is None else options or {}
    run = runs.receive(path=path, name=path.name, kind=kind, options=chosen, by=None)
    runs.read(run)
    return run


def apply(path: Path, kind: str = "dtks", options: dict[str, Any] | None = None) -> ImportRun:
    """Reads and, where there is something to do, applies."""
    run = preview(path, kind, options)
    if run.state == RunState.PREVIEWED:
        runs.ask_apply(run=run, by=None)
        runs.apply(run)
    return run


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """(new, changed, same, problem)"""
    return run.new, run.changed, run.same, run.problem


def warnings_of(run: ImportRun) -> str:
    return " ".join(sentence for row in run.staged_rows.all() for _, _, sentence in row.warnings)


def problems_of(run: ImportRun) -> str:
    return " ".join(sentence for row in run.staged_rows.all() for _, _, sentence in row.problems)


def everything(models_: Iterable[type[models.Model]] = REGISTER) -> dict[str, list[Any]]:
    """All rows of these tables, to be compared."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in models_
    }


def temporary_tables() -> list[str]:
    """Of this connection."""
    listed = "SELECT name FROM sqlite_temp_master"
    if connection.vendor == "postgresql":
        listed = "SELECT relname FROM pg_class WHERE relpersistence = 't'"
    with connection.cursor() as cursor:
        cursor.execute(listed)
        return [name for (name,) in cursor.fetchall()]
