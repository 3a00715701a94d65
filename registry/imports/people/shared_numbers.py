"""IDSEMESTA that several rows of a file bear: two people, of whom the first has it.

Asked of the file as a whole. Where each batch went by its own rows, the preview gave the number to
both, and an apply found it taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from registry.models import ImportRun

BATCH = 2_000


@dataclass(slots=True)
class Bearers:
    """The rows of one number: the key of the first one, and the NIKs of all."""

    first: int
    niks: set[str] = field(default_factory=set)


SharedNumbers = Mapping[str, Bearers]


def shared_numbers(run: ImportRun) -> SharedNumbers:
    """In the order in which rows are judged. Two looks at the rows, whatever their number."""
    if "idsemesta" not in run.mapping.values():
        return {}
    good = run.staged_rows.filter(cleaned__isnull=False).order_by()
    named = good.annotate(semesta=Cast(KT("cleaned__idsemesta"), TextField())).exclude(semesta="")
    twice = named.values("semesta").annotate(rows=Count("pk")).filter(rows__gt=1)
    rows = named.filter(semesta__in=twice.values("semesta")).order_by("group", "number")
    found: dict[str, Bearers] = {}
    for number, key, nik in rows.values_list("semesta", "pk", KT("cleaned__nik")).iterator(BATCH):
        found.setdefault(number, Bearers(key)).niks.add(nik)
    return found
