"""The households behind a figure: the same definition that counted them, as a list and a file."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from bansos.dashboards.figures.catalogue import kind_of
from bansos.dashboards.figures.scope import Scope
from bansos.lib.batches import batched
from bansos.lib.dates import period_words
from programs.household_aid import HouseholdAid, aid_of
from programs.overlap.counts import Window, household_ids
from registry.exports import HEADERS, household_rows
from registry.models import Household, User
from registry.models.household import WALK, HouseholdQuerySet
from registry.roles import Permission
from registry.stats import register_households

CHUNK = 500


def households_behind(
    figure: str, scope: Scope, user: User, permission: Permission = Permission.VIEW_DASHBOARD
) -> HouseholdQuerySet:
    """As many as the figure says, each with its bucket. KeyError: no such figure."""
    visible = Household.objects.visible_to(user, permission).filter(area_id__in=scope.area_ids)
    if scope.rt is not None:
        visible = visible.filter(rt=scope.rt)
    if kind_of(figure).is_aid:
        counting = household_ids(figure, scope.window, scope.asked_areas)
        return visible.filter(pk__in=counting).with_bucket()
    if figure == "not_confirmed":
        return register_households("listed", scope.release, visible).exclude(Q(word="confirmed"))
    return register_households(figure, scope.release, visible)


@dataclass(frozen=True)
class AidWords:
    """What a household received in a window, and what the rules say of it."""

    received: list[str]
    warnings: list[str]

    def __str__(self) -> str:
        return "; ".join([*self.received, *self.warnings]) or "Tidak menerima pada periode ini"


def aid_words(household_ids: Iterable[int], window: Window) -> dict[int, AidWords]:
    """The aid of the window in words, for each of these households."""
    found = aid_of(list(household_ids), window)
    nothing = HouseholdAid()
    return {pk: _words(found.get(pk, nothing)) for pk in household_ids}


def export_headers(window: Window) -> list[str]:
    return [*HEADERS, f"BANTUAN {period_words(*window).upper()}"]


def export_rows(
    households: HouseholdQuerySet,
    window: Window,
    *,
    bucket_words: dict[str, str],
    whole_in: frozenset[int],
) -> Iterator[list[Any]]:
    """The rows of the register's own export, each with its aid of the window."""

    def aid(chunk: Collection[int]) -> dict[int, str]:
        return {pk: str(words) for pk, words in aid_words(chunk, window).items()}

    return rows_in_order(households, WALK, aid, bucket_words=bucket_words, whole_in=whole_in)


def rows_in_order(
    households: HouseholdQuerySet,
    order: Sequence[str],
    last_cells: Callable[[Collection[int]], Mapping[int, Any]],
    *,
    bucket_words: dict[str, str],
    whole_in: frozenset[int],
) -> Iterator[list[Any]]:
    """The rows of the register's own export, each with one more cell (None where it has none)."""
    ids = households.order_by(*order).values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    for chunk in batched(ids, CHUNK):
        last = last_cells(chunk)
        # Officers work on during a download: a household may move in the order, or be gone.
        part = Household.objects.filter(pk__in=chunk).with_bucket()
        rows = dict(household_rows(part, bucket_words=bucket_words, whole_in=whole_in))
        yield from ([*rows[pk], last.get(pk)] for pk in chunk if pk in rows)


def _words(aid: HouseholdAid) -> AidWords:
    return AidWords([str(line) for line in aid.lines if line.spans], aid.warning_sentences)
