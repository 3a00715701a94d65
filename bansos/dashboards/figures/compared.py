"""Two windows of months compared: who entered or left a figure, and through which file."""

from collections import defaultdict
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from bansos.dashboards.figures.catalogue import Kind, kind_of
from bansos.dashboards.figures.discretion import Counted, counted_table
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.figures.sources import WITHOUT, runs_named
from bansos.lib.dates import period_words, to_iso_month
from programs.models import Disbursement
from programs.models.aid import DisbursementQuerySet
from programs.overlap.counts import Window, household_ids
from registry.models import Household, ImportRun, User
from registry.models.household import HouseholdQuerySet
from registry.roles import Permission

ENTERED, LEFT = "masuk", "keluar"
FIGURES = ("several", "conflict", "none")


@dataclass(frozen=True)
class Compared:
    """The window of `scope` held against an earlier one, for one user."""

    scope: Scope
    before: Window
    user: User

    @property
    def before_words(self) -> str:
        return period_words(*self.before)

    @property
    def older_scope(self) -> Scope:
        return replace(self.scope, window=self.before)

    def ids(self, figure: str, way: str) -> set[int]:
        """All who count under `figure` in the newer window (ENTERED) or in the older one."""
        window, _ = self._in_order(way)
        return set(self._counting(figure, window).values_list("pk", flat=True))

    def households(self, figure: str, way: str) -> HouseholdQuerySet:
        """Who counts under `figure` in the one window and not in the other."""
        inside, outside = self._in_order(way)
        there = household_ids(figure, outside, self.scope.area_ids)
        return self._counting(figure, inside).exclude(pk__in=there)

    def _counting(self, figure: str, window: Window) -> HouseholdQuerySet:
        visible = Household.objects.visible_to(self.user, Permission.VIEW_DASHBOARD)
        ids = self.scope.area_ids
        return visible.filter(area_id__in=ids, pk__in=household_ids(figure, window, ids))

    def payments(self, figure: str, way: str) -> DisbursementQuerySet:
        """The payments that made the difference: *disalurkan*, counted, for months of one window
        and none of the other.

        Who enters a figure of aid, or leaves "none", got something in the newer window; who
        leaves the one, or enters the other, had something in the older one.
        """
        inside, outside = self._in_order(ENTERED if is_gain(figure, way) else LEFT)
        beyond = Q(first_month__gt=outside.last) | Q(last_month__lt=outside.first)
        paid = Disbursement.objects.paid().covering(*inside)
        return paid.filter(beyond, recipient__program__counted=True)

    def brought_by(self, figure: str, way: str, berkas: UUID | str) -> HouseholdQuerySet:
        """Of `households`, those with such a payment from one file (a run's public id)."""
        own = self.payments(figure, way).filter(recipient__household=OuterRef("pk"))
        own = own.filter(row=None) if berkas == WITHOUT else own.filter(row__run__public_id=berkas)
        return self.households(figure, way).filter(Exists(own))

    @property
    def page_url(self) -> str:
        return self.scope.address("dashboard_compared", **before_query(self.before))

    def url(self, figure: str, way: str, berkas: str = "") -> str:
        query = {"angka": figure, "arah": way, **before_query(self.before)}
        return self.scope.address(
            "dashboard_compared_list", **query, **({"berkas": berkas} if berkas else {})
        )

    def _in_order(self, way: str) -> tuple[Window, Window]:
        newer, older = self.scope.window, self.before
        return (newer, older) if way == ENTERED else (older, newer)


def before_query(before: Window) -> dict[str, str]:
    return {"dari_lama": to_iso_month(before.first), "sampai_lama": to_iso_month(before.last)}


@dataclass(frozen=True)
class Source:
    """A file, and how many of the households that entered or left it has a payment for."""

    run: ImportRun | None
    counted: Counted
    # Where the whole is hidden, the number of its only file would give it away.
    is_hidden: bool = False

    @property
    def households(self) -> Counted:
        return replace(self.counted, hidden=True) if self.is_hidden else self.counted

    @property
    def file_name(self) -> str:
        return self.run.file_name if self.run else "tidak dari berkas"


@dataclass(frozen=True)
class Change:
    """Before + entered − left = after, of one figure."""

    kind: Kind
    before: Counted
    entered: Counted
    left: Counted
    after: Counted
    entered_through: list[Source]
    left_through: list[Source]


@dataclass(frozen=True)
class Files:
    """Which households have a payment that made the difference, by the key of its run."""

    households: dict[int | None, set[int]]
    runs: dict[int | None, ImportRun]

    def sources(self, compared: Compared, figure: str, way: str, moved: set[int]) -> list[Source]:
        """The files behind the households `moved`, the one with most of them first."""
        numbers = {key: len(moved & found) for key, found in self.households.items()}
        order = sorted(filter(numbers.get, numbers), key=lambda key: (-numbers[key], key or 0))
        rows = [[(numbers[key], compared.url(figure, way, self._address(key)))] for key in order]
        counted = counted_table(compared.scope, rows)
        return [Source(self.runs.get(key), one) for key, [one] in zip(order, counted, strict=True)]

    def _address(self, key: int | None) -> str:
        return str(self.runs[key].public_id) if key in self.runs else WITHOUT


def _files_of(compared: Compared, gain: bool) -> Files:
    paid = compared.payments("several", ENTERED if gain else LEFT)
    here = paid.filter(recipient__household__area__in=compared.scope.area_ids)
    found: defaultdict[int | None, set[int]] = defaultdict(set)
    pairs = here.order_by().values_list("row__run", "recipient__household").distinct()
    for run, household in pairs.iterator():
        found[run].add(household)
    return Files(dict(found), runs_named(found))


def changes(compared: Compared) -> list[Change]:
    """Two queries a figure, and two for the files of all of them."""
    files = {gain: _files_of(compared, gain) for gain in (True, False)}
    return [_change(compared, figure, files) for figure in FIGURES]


def _change(compared: Compared, figure: str, files: dict[bool, Files]) -> Change:
    newer, older = compared.ids(figure, ENTERED), compared.ids(figure, LEFT)
    row = [
        (len(older), compared.older_scope.list_url(figure)),
        (len(newer - older), compared.url(figure, ENTERED)),
        (len(older - newer), compared.url(figure, LEFT)),
        (len(newer), compared.scope.list_url(figure)),
    ]
    # One sum of four numbers: which of them is the whole makes no difference to what is hidden.
    [[was, came, went, now]] = counted_table(compared.scope, [row], parts=(0, 1, 2), whole=3)

    def through(way: str, moved: set[int], counted: Counted) -> list[Source]:
        found = files[is_gain(figure, way)].sources(compared, figure, way, moved)
        return [replace(one, is_hidden=True) for one in found] if counted.hidden else found

    return Change(
        kind_of(figure),
        *(was, came, went, now),
        entered_through=through(ENTERED, newer - older, came),
        left_through=through(LEFT, older - newer, went),
    )


def is_gain(figure: str, way: str) -> bool:
    """Whether more aid than before explains it."""
    return (way == ENTERED) != (figure == "none")
