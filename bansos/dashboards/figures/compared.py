"""Two windows of months compared: who entered or left a figure, and through which file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from bansos.dashboards.figures.catalogue import Kind, kind_of
from bansos.dashboards.figures.discretion import Counted, counted_table
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.figures.sources import WITHOUT, runs_named
from bansos.lib.dates import period_words, to_iso_month
from bansos.lib.suppress import SMALLEST_SHOWN, Cell, hidden_cells
from programs.models import Disbursement
from programs.models.aid import DisbursementQuerySet
from programs.overlap.counts import Window, changes_of_each, figures_of_each
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

    def households(
        self, figure: str, way: str, permission: Permission = Permission.VIEW_DASHBOARD
    ) -> HouseholdQuerySet:
        """Who counts under `figure` in the one window and not in the other."""
        visible = Household.objects.visible_to(self.user, permission)
        return visible.filter(area_id__in=self.scope.area_ids, pk__in=self._moved[figure, way])

    @cached_property
    def _moved(self) -> dict[tuple[str, str], RawSQL]:
        """Every list of the page, made at once: what changed since aid was added up is judged."""
        lists = [(figure, way) for figure in FIGURES for way in (ENTERED, LEFT)]
        asked = [(figure, *self._in_order(way)) for figure, way in lists]
        return dict(zip(lists, changes_of_each(asked, self.scope.asked_areas), strict=True))

    def payments(self, figure: str, way: str) -> DisbursementQuerySet:
        """The payments that made the difference: *disalurkan*, counted, for months of one window
        and none of the other.

        Who enters a figure of aid, or leaves "none", got something in the newer window; who
        leaves the one, or enters the other, had something in the older one. Of "several" only the
        programmes that came or went: what a household gets in both windows explains nothing.
        """
        inside, outside = self._in_order(ENTERED if is_gain(figure, way) else LEFT)
        beyond = Q(first_month__gt=outside.last) | Q(last_month__lt=outside.first)
        paid = Disbursement.objects.paid().covering(*inside)
        paid = paid.filter(beyond, recipient__program__counted=True)
        if figure != "several":
            return paid
        still = Disbursement.objects.paid().covering(*outside)
        same = still.filter(
            recipient__household=OuterRef("recipient__household"),
            recipient__program=OuterRef("recipient__program"),
        )
        return paid.filter(~Exists(same))

    def brought_by(
        self,
        figure: str,
        way: str,
        berkas: UUID | str,
        permission: Permission = Permission.VIEW_DASHBOARD,
    ) -> HouseholdQuerySet:
        """Of `households`, those with such a payment from one file (a run's public id)."""
        own = self.payments(figure, way).filter(recipient__household=OuterRef("pk"))
        own = own.filter(row=None) if berkas == WITHOUT else own.filter(row__run__public_id=berkas)
        return self.households(figure, way, permission).filter(Exists(own))

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


def changes(compared: Compared) -> list[Change]:
    """Besides the figures a query each for who entered, and two for the files of who moved."""
    was, now = figures_of_each([compared.before, compared.scope.window], compared.scope.area_ids)
    return [
        _change(compared, figure, getattr(was, figure), getattr(now, figure)) for figure in FIGURES
    ]


def _change(compared: Compared, figure: str, before: int, after: int) -> Change:
    entered = compared.households(figure, ENTERED).count()
    left = before + entered - after
    row = [
        (before, compared.older_scope.list_url(figure)),
        (entered, compared.url(figure, ENTERED)),
        (left, compared.url(figure, LEFT)),
        (after, compared.scope.list_url(figure)),
    ]
    # One sum of four numbers: which of them is the whole makes no difference to what is hidden.
    [[was, came, went, now]] = counted_table(compared.scope, [row], parts=(0, 1, 2), whole=3)

    def through(way: str, moved: int, counted: Counted) -> list[Source]:
        found = _sources(compared, figure, way, moved) if moved else []
        shown = [replace(one, is_hidden=True) for one in found] if counted.hidden else found
        return sorted(shown, key=lambda one: (*one.households.place, one.file_name))

    return Change(
        kind_of(figure),
        *(was, came, went, now),
        entered_through=through(ENTERED, entered, came),
        left_through=through(LEFT, left, went),
    )


def _sources(compared: Compared, figure: str, way: str, moved: int) -> list[Source]:
    """The files behind the households that moved."""
    who = compared.households(figure, way).order_by().values("pk")
    payments = compared.payments(figure, way).filter(recipient__household__in=who)
    by_run = payments.order_by().values_list("row__run")
    numbers = dict(by_run.annotate(Count("recipient__household", distinct=True)))
    runs = runs_named(numbers)
    order = sorted(numbers, key=lambda key: key or 0)
    addresses = [str(runs[key].public_id) if key in runs else WITHOUT for key in order]
    rows = [
        [(numbers[key], compared.url(figure, way, address))]
        for key, address in zip(order, addresses, strict=True)
    ]
    also = _hidden_files([numbers[key] for key in order], moved)
    counted = counted_table(compared.scope, rows, also=also)
    return [Source(runs.get(key), one) for key, [one] in zip(order, counted, strict=True)]


def _hidden_files(numbers: Sequence[int], moved: int) -> frozenset[Cell]:
    """The rows of the files to hide, where all the households that moved are shown.

    Where nearly nobody stands in two files, nor in none, a hidden file is what the others leave;
    a file in which everybody stands, as of the programme that they had before, changes nothing.
    """
    among = sum(number for number in numbers if number < moved)
    found = hidden_cells(
        [*([number] for number in numbers), [moved]], total=abs(among - moved) < SMALLEST_SHOWN
    )
    return found - {(len(numbers), 0)}


def is_gain(figure: str, way: str) -> bool:
    """Whether more aid than before explains it."""
    return (way == ENTERED) != (figure == "none")
