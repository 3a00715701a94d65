"""What a preview says before anything else: another kind of list, example rows, what holds it."""

from typing import Any

from registry.imports.columns.other_kind import other_kind_of
from registry.imports.holds import contradicted, hold_of
from registry.imports.runs import READABLE
from registry.models import ImportRun


def first_told(run: ImportRun) -> dict[str, Any]:
    """`hold` are the words of what has to be done before an apply; "" where nothing has to."""
    is_open = run.state in READABLE
    hold = hold_of(run) if is_open else None
    return {
        "other_kind": other_kind_of(run) if is_open else None,
        "examples": run.effects.get("examples"),
        "hold": str(hold) if hold else "",
        "is_contradicted": bool(hold and contradicted(run)),
    }
