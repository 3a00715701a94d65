"""What a preview says before anything else: another kind of list, rows left out, what holds it."""

from datetime import datetime
from typing import Any

from registry.imports.columns.other_kind import other_kind_of
from registry.imports.holds import contradicted, hold_of
from registry.imports.runs import READABLE
from registry.imports.words import filled_in_words, merged_in_words, rows_in_words
from registry.models import ImportRun


def first_told(run: ImportRun) -> dict[str, Any]:
    """`hold` are the words of what has to be done before an apply; "" where nothing has to."""
    is_open = run.state in READABLE
    hold = hold_of(run) if is_open else None
    return {
        "other_kind": other_kind_of(run) if is_open else None,
        "examples": run.effects.get("examples"),
        "left_out": left_out(run),
        "set_aside": set_aside(run),
        "filled": filled_in_words(run.effects),
        "merged": merged_in_words(run.effects),
        "hold": str(hold) if hold else "",
        "is_contradicted": bool(hold and contradicted(run)),
    }


def left_out(run: ImportRun) -> list[tuple[str, int, str]]:
    """(what they are, how many, the first of them) of the rows without a record, in order."""
    found = run.effects.get("left_out", {}).items()
    in_order = sorted(found, key=lambda told: told[1][1])  # PostgreSQL keeps no order of keys
    return [(noise, count, rows_in_words(first)) for noise, (count, first) in in_order]


def set_aside(run: ImportRun) -> list[tuple[str, datetime, int, str]]:
    """(correction file, when it came, how many of its rows do not count, the first of them)."""
    return [
        (name, datetime.fromisoformat(came), count, rows_in_words(first))
        for name, came, count, first in run.effects.get("set_aside", [])
    ]
