"""Lists of results of an earlier round, made in the test."""

from pathlib import Path
from typing import Any

from registry.models import Household, Identifier, ImportRun, Person, Residence
from tests.factories import head_of
from tests.registry.imports.lists import apply, everything, write_list
from verification.models import Review, Round, Visit, VisitDeath

HEADER = [
    *("ID DTKS", "NIK", "NAMA", "HASIL", "TANGGAL", "PETUGAS", "KETERANGAN"),
    *("TANGGAL MENINGGAL", "TUJUAN"),
]
TABLES = [Household, Person, Residence, Round, Visit, VisitDeath, Review]


def id_of(household: Household) -> str:
    return Identifier.objects.get(household=household, scheme="dtks").value


def nik_of_head(household: Household) -> str:
    return head_of(household).nik or ""


def row(household: Household | None, result: str, on: str = "01/04/2021", **cells: Any) -> Any:
    """One row by ID DTKS; `cells` by the words of the header, in small letters."""
    said = {word.upper().replace("_", " "): cell for word, cell in cells.items()}
    number = id_of(household) if household else ""
    return {"ID DTKS": number, "HASIL": result, "TANGGAL": on, "PETUGAS": "RAHMAT", **said}


def bring(folder: Path, *rows: Any, name: str = "hasil.csv") -> ImportRun:
    return apply(write_list(folder / name, rows, HEADER), "verifications")


def state_of_city() -> dict[str, Any]:
    """All that results may write; versions only move on."""
    return {
        name: [{k: v for k, v in row.items() if k != "version"} for row in rows]
        for name, rows in everything(TABLES).items()
    }
