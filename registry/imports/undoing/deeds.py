"""Reads what a run did: its change rows, and what names a row of it as its source."""

from typing import Any

from django.db import models

from registry.imports.undoing.undoable import Undoable
from registry.imports.undoing.work import BATCH, Changed, Work
from registry.models import ChangeRow, Delivery

# Of these the household stands or falls with what happens to it; a listing says nothing of it.
INSIDE = {"membership", "residence"}


def read_deeds(work: Work) -> None:
    _read_changes(work)
    _read_rows(work)
    _bind_links(work)


def _read_changes(work: Work) -> None:
    """The change rows, oldest first: the first `before` and the last `after` of a field count."""
    by_word = {target.word: target for target in work.targets if target.word}
    rows: models.QuerySet[ChangeRow, Any] = work.run.changes.order_by("pk").values_list(
        "target", "target_id", "before", "after", "row__group"
    )
    for word, key, before, after, group in rows.iterator(chunk_size=BATCH):
        unit = f"#{word}:{key}" if group is None else group
        if not work.is_meant(unit):
            continue
        target = by_word[word]
        work.touched[word, key].add(unit)
        if target.again:
            work.dropped.append((unit, key, before))
        elif before is None:
            work.made[target.model][key] = unit
        elif (known := work.changed[target.model].get(key)) is None:
            work.changed[target.model][key] = Changed(unit, before, after)
        else:
            known.before = {**before, **known.before}
            known.after = {**known.after, **after}
            # Half of what two rows did to one record cannot be taken back.
            work.bind(unit, known.unit)


def _read_rows(work: Work) -> None:
    """What names a row of the run as its source, and the kecamatan the run delivered."""
    for target in work.targets:
        if not target.by_row:
            continue
        # A change row about a claim names its person: claims have no other fixed key.
        owner = "person_id" if target.word == "claim" else "household_id"
        rows = target.model._default_manager.filter(row__run=work.run).order_by("pk")
        for key, unit, whose in rows.values_list("pk", "row__group", owner).iterator(BATCH):
            if work.is_meant(unit):
                _note_made(work, target, key, unit, whose)
    if any(target.model is Delivery for target in work.targets):
        for key in work.run.deliveries.values_list("pk", flat=True):
            if work.is_meant(unit := f"#delivery:{key}"):
                work.made[Delivery][key] = unit


def _note_made(work: Work, target: Undoable, key: int, unit: str, whose: int) -> None:
    """`whose`: the person of a claim, the household of everything else."""
    work.made[target.model][key] = unit
    # What goes needs no old values.
    work.changed[target.model].pop(key, None)
    if target.word in INSIDE:
        work.touched[target.word, key].add(unit)
        work.touched["household", whose].add(unit)
    elif target.word == "claim":
        work.touched["claim", whose].add(unit)
    elif target.word:
        work.touched[target.word, key].add(unit)


def _bind_links(work: Work) -> None:
    """Who was linked because of a household stays linked where that household stays."""
    for changes in work.changed.values():
        for change in changes.values():
            household = change.after.get("household_id")
            if household is None or not change.unit.startswith("#"):
                continue
            for unit in work.touched.get(("household", household), ()):
                work.bind(unit, change.unit)
