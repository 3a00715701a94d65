"""The programmes and overlap rules that ship with the product; afterwards they are data.

Called with the models of the first migration, and again by whoever empties a database.
"""

import csv
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def shipped_rows(name: str) -> list[dict[str, str]]:
    """The rows of programs.csv or rules.csv, as the product ships them."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_programs(model: type[Any]) -> None:
    """Adds the programmes that are not there yet; an edited one is left as it is."""
    for row in shipped_rows("programs.csv"):
        model.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "source": row["source"],
                "target": row["target"],
                "benefit": row["benefit"],
                "amount": int(row["amount"]) if row["amount"] else None,
                "period_type": row["period_type"],
                "counted": row["counted"] == "ya",
                "aliases": [alias for alias in row["aliases"].split(";") if alias],
                "note": row["note"],
            },
        )


def load_rules(model: type[Any], program_model: type[Any]) -> None:
    """Adds the rules to an empty table: the city's own decisions are never mixed with them."""
    if model.objects.exists():
        return
    programs = {program.code: program for program in program_model.objects.all()}
    for row in shipped_rows("rules.csv"):
        model.objects.create(
            first=programs.get(row["first"]),
            first_source=row["first_source"],
            second=programs.get(row["second"]),
            second_source=row["second_source"],
            verdict=row["verdict"],
            unit=row["unit"],
            basis=row["basis"],
            note=row["note"],
        )
