"""Triggers that mark whose aid has to be added up anew, whoever writes and however.

Imports write by the set, an undo by keys, actions by the ORM: a list of places that remember to
mark would be forgotten sooner or later, and a figure would be wrong in silence. A trigger only
notes a number; what it means is looked up when figures are read or added up (`spans`).

A migration that alters one of these tables makes it anew on SQLite, which drops its triggers: it
has to end with `migrations.RunPython(triggers.install, migrations.RunPython.noop)`. A test holds
the database against `names()`.
"""

from typing import Any, NamedTuple


class Watched(NamedTuple):
    """Where one of `fields` changes, the mark takes `column` of the row as `noted`."""

    table: str
    column: str
    noted: str
    fields: tuple[str, ...]


WATCHED = (
    Watched("registry_household", "id", "household_id", ("area_id", "closed_at")),
    Watched("registry_membership", "person_id", "person_id", ("person_id", "kk", "valid_to")),
    Watched("registry_listedaid", "household_id", "household_id", ("household_id", "program_code")),
    Watched(
        "programs_recipient",
        "household_id",
        "household_id",
        ("household_id", "person_id", "program_id", "nik", "kk"),
    ),
    Watched(
        "programs_disbursement",
        "recipient_id",
        "recipient_id",
        ("recipient_id", "first_month", "last_month", "status"),
    ),
)
EVENTS = ("insert", "update", "delete")
MARKS = "programs_aidmark"


def names() -> set[str]:
    return {_name(watched, event) for watched in WATCHED for event in EVENTS}


def install(apps: Any, schema_editor: Any) -> None:
    """Makes all triggers anew; for migrations."""
    remove(apps, schema_editor)
    statements = _postgres if schema_editor.connection.vendor == "postgresql" else _sqlite
    for watched in WATCHED:
        for event in EVENTS:
            for statement in statements(watched, event):
                schema_editor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    on_table = schema_editor.connection.vendor == "postgresql"
    for watched in WATCHED:
        for event in EVENTS:
            name, table = _name(watched, event), watched.table
            schema_editor.execute(
                f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on_table else "")
            )


def _name(watched: Watched, event: str) -> str:
    return f"aid_mark_{watched.table}_{event}"


def _sides(event: str) -> list[str]:
    """The row as it was, as it is, or both."""
    return {"insert": ["new"], "delete": ["old"], "update": ["old", "new"]}[event]


def _sqlite(watched: Watched, event: str) -> list[str]:
    """A trigger that fires for each row."""
    name = _name(watched, event)
    of, when, marks = event.upper(), "", ""
    if event == "update":
        of = f"UPDATE OF {', '.join(watched.fields)}"
        when = " OR ".join(f"old.{field} IS NOT new.{field}" for field in watched.fields)
    for side in _sides(event):
        marked = f"{side}.{watched.column}"
        row = f"SELECT {marked} WHERE {marked} IS NOT NULL"
        if event != "update":
            # A whole file passes here row by row, and a query costs more than the mark.
            when, row = f"{marked} IS NOT NULL", f"VALUES ({marked})"
        marks += f"INSERT INTO {MARKS} ({watched.noted}) {row}; "
    return [f"CREATE TRIGGER {name} AFTER {of} ON {watched.table} WHEN {when} BEGIN {marks}END"]


def _postgres(watched: Watched, event: str) -> list[str]:
    """A trigger that fires once a statement: a COPY of a city writes its marks in one go."""
    name = _name(watched, event)
    changed = " OR ".join(
        f"old_row.{field} IS DISTINCT FROM new_row.{field}" for field in watched.fields
    )
    both = f"old_rows old_row JOIN new_rows new_row ON new_row.id = old_row.id AND ({changed})"
    marks = " ".join(
        f"INSERT INTO {MARKS} ({watched.noted}) SELECT DISTINCT {side}_row.{watched.column} "
        f"FROM {both if event == 'update' else f'{side}_rows {side}_row'} "
        f"WHERE {side}_row.{watched.column} IS NOT NULL;"
        for side in _sides(event)
    )
    tables = " ".join(f"{side.upper()} TABLE AS {side}_rows" for side in _sides(event))
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {marks} RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {watched.table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]
