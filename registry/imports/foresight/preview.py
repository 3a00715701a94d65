"""What the preview says beforehand: the effects on the city, and the signs of an old list."""

from typing import Any

from registry.imports.foresight.effects import keep_effects
from registry.imports.foresight.staleness import signs_of_age
from registry.imports.importkinds import Kind
from registry.models import ImportRun


def foresee(run: ImportRun, kind: Kind, context: Any) -> None:
    """Once every row of the file is judged; the caller saves the run."""
    keep_effects(run, kind.effects(run, context))
    run.effects = {**run.effects, "signs": signs_of_age(run, kind, context)}
