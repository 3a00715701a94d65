"""The two sheets of DTSEN as the Ministry sends them, made in the test."""

from pathlib import Path
from typing import Any

from registry.models import ImportRun
from tests.registry.imports.lists import HEAD, apply, write_list

T1 = {"release": "DTSEN-2025-T1"}
T2 = {"release": "DTSEN-2025-T2"}
OTHER_KK = "6472030101800002"
FAMILY_HEADER = [
    *("id_keluarga", "no_kk", "nik", "nama_kepala_keluarga", "alamat", "rt", "rw", "id_wilayah"),
    *("desil_nasional", "percentile_nasional", "peringkat_nasional", "peringkat_provinsi"),
    "peringkat_kabupaten",
]
MEMBER_HEADER = [
    *("id_keluarga", "idsemesta", "nama", "nik", "no_kk", "hub_kepala_keluarga"),
    "pekerjaan_utama",
]
FAMILY = {
    "id_keluarga": "KEL0001",
    "no_kk": HEAD["NOKK"],
    "nik": HEAD["NIK"],
    "nama_kepala_keluarga": "SITI AMINAH",
    "alamat": "JL. MAWAR NO. 1",
    "rt": "5",
    "id_wilayah": "64.72.03.1002",
    "desil_nasional": "2",
    "percentile_nasional": "14",
    "peringkat_nasional": "1204511",
}
MEMBER = {
    "id_keluarga": "KEL0001",
    "idsemesta": "90010002",
    "nama": "RUDI",
    "nik": "6472031501100002",
    "no_kk": HEAD["NOKK"],
    "hub_kepala_keluarga": "ANAK",
    "pekerjaan_utama": "PELAJAR",
}
# Another KK under the same roof, once MEMBER holds it.
SECOND = {
    **FAMILY,
    "id_keluarga": "KEL0002",
    "no_kk": OTHER_KK,
    "nik": MEMBER["nik"],
    "nama_kepala_keluarga": "RUDI",
}


def apply_families(
    folder: Path, *rows: dict[str, str], name: str = "k.csv", options: dict[str, Any] = T1
) -> ImportRun:
    """The sheet of families; columns of the rows that it lacks come after its own."""
    header = list(dict.fromkeys([*FAMILY_HEADER, *(word for row in rows for word in row)]))
    return apply(write_list(folder / name, rows, header), "dtsen", options)


def apply_members(
    folder: Path, *rows: dict[str, str], name: str = "a.csv", options: dict[str, Any] = T1
) -> ImportRun:
    kept = [{word: row.get(word, "") for word in MEMBER_HEADER} for row in rows]
    return apply(write_list(folder / name, kept, MEMBER_HEADER), "dtsen", options)


def data_of(tables: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The rows without their versions, which only move on."""
    return {
        table: [{name: value for name, value in row.items() if name != "version"} for row in rows]
        for table, rows in tables.items()
    }
