"""What an officer may say of a household: the fields each result takes, and when it is refused.

The form and the action ask the same `check`, so that no page can be got round.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils import timezone

from bansos.lib.datewords import day_words
from registry.codes import Existence, VisitResult
from registry.models import Area, Household, Level, Person
from verification.models import Round, Visit
from verification.workflow import REPORTS, newest_valid_day

# Who no longer lives in the household, whatever a list says of his membership.
GONE = frozenset({Existence.DECEASED, Existence.MOVED, Existence.ABROAD})

FIELDS_OF: dict[str, frozenset[str]] = {
    VisitResult.CONFIRMED: frozenset({"new_head"}),
    VisitResult.DECEASED: frozenset({"deaths", "new_head"}),
    VisitResult.MOVED_INSIDE: frozenset({"destination"}),
    VisitResult.MOVED_OUT: frozenset({"destination_text"}),
    VisitResult.DUPLICATE: frozenset({"duplicate_of"}),
}
COMMON = frozenset({"result", "visited_on", "note"})


@dataclass(frozen=True)
class Death:
    person: Person
    died_on: date | None = None


@dataclass(frozen=True)
class VisitFinding:
    """What was found at the door, before it is recorded."""

    result: str
    visited_on: date
    note: str = ""
    deaths: tuple[Death, ...] = ()
    new_head: Person | None = None
    destination: Area | None = None
    destination_text: str = ""
    duplicate_of: Household | None = None

    def __post_init__(self) -> None:
        """A field that the result does not take is refused by name: a programmer's mistake."""
        taken = COMMON | FIELDS_OF.get(self.result, frozenset())
        extra = [f.name for f in fields(self) if f.name not in taken and getattr(self, f.name)]
        if extra:
            raise TypeError(f"{self.result} takes no {', '.join(extra)}")

    def visit_values(self) -> dict[str, Any]:
        """The columns of a visit; who died stands in rows of their own."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "deaths"}


class FieldworkRefused(Exception):
    """The finding cannot stand; `field` is the form's field to blame, or "" for all of it."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


def living_members(household: Household) -> list[Person]:
    """Who is registered in the household today and not known to be dead or gone; head first."""
    members = Person.objects.filter(
        memberships__household=household, memberships__valid_to=None
    ).exclude(existence__in=GONE)
    return sorted(members, key=lambda person: (person.pk != household.head_id, person.pk))


def check(finding: VisitFinding, *, household: Household, round: Round) -> None:
    """Raises FieldworkRefused, in the officer's words."""
    if round.closed_on is not None:
        raise FieldworkRefused("Periode verifikasi ini sudah ditutup; tidak ada kunjungan baru.")
    if household.is_closed:
        raise FieldworkRefused("Rumah tangga ini sudah ditutup.")
    _check_day(finding, household, round)
    if finding.result == VisitResult.DECEASED:
        _check_deaths(finding, household, living_members(household))
    elif finding.result == VisitResult.CONFIRMED and finding.new_head is not None:
        _check_head_of_headless(finding.new_head, household)
    elif finding.result == VisitResult.MOVED_INSIDE:
        _check_destination(finding, household)
    elif finding.duplicate_of is not None and finding.duplicate_of.pk == household.pk:
        raise FieldworkRefused(
            "Rumah tangga tidak dapat ganda dengan dirinya sendiri.", "duplicate_of"
        )


def _check_day(finding: VisitFinding, household: Household, round: Round) -> None:
    if finding.visited_on > timezone.localdate():
        raise FieldworkRefused("Tanggal kunjungan belum terjadi.", "visited_on")
    if finding.visited_on < round.opened_on:
        raise FieldworkRefused(
            f"Tanggal kunjungan lebih awal dari awal periode ({day_words(round.opened_on)}).",
            "visited_on",
        )
    if finding.result in REPORTS:
        refuse_older(finding.visited_on, household)


def refuse_older(visited_on: date, household: Household, *, besides: Visit | None = None) -> None:
    """A report may not be older than what is known: an older date never beats a newer one."""
    others = [visit for visit in household.visits.all() if visit != besides]
    newest = newest_valid_day(others)
    if newest is not None and visited_on < newest:
        raise FieldworkRefused(
            f"Sudah ada hasil kunjungan yang lebih baru ({day_words(newest)}); "
            "laporan dengan tanggal lebih lama tidak mengubahnya.",
            "visited_on",
        )


def _check_deaths(finding: VisitFinding, household: Household, members: Collection[Person]) -> None:
    if not finding.deaths:
        raise FieldworkRefused("Pilih siapa yang meninggal.", "deaths")
    dead = {death.person.pk for death in finding.deaths}
    if not dead <= {person.pk for person in members}:
        raise FieldworkRefused(
            "Yang meninggal harus anggota yang masih tercatat di sini.", "deaths"
        )
    if any(death.died_on and death.died_on > finding.visited_on for death in finding.deaths):
        raise FieldworkRefused("Tanggal meninggal sesudah tanggal kunjungan.", "deaths")
    if finding.new_head is None:
        return
    if household.head_id is not None and household.head_id not in dead:
        raise FieldworkRefused(
            "Kepala baru hanya diisi bila kepala rumah tangga meninggal.", "new_head"
        )
    _check_head(finding.new_head, [person for person in members if person.pk not in dead])


def _check_head_of_headless(new_head: Person, household: Household) -> None:
    if household.head_id is not None:
        raise FieldworkRefused("Rumah tangga ini sudah punya kepala.", "new_head")
    _check_head(new_head, living_members(household))


def _check_head(person: Person, candidates: Collection[Person]) -> None:
    if person not in candidates:
        raise FieldworkRefused(
            "Kepala baru harus anggota yang masih hidup di rumah ini.", "new_head"
        )


def _check_destination(finding: VisitFinding, household: Household) -> None:
    if finding.destination is None or finding.destination.level != Level.VILLAGE:
        raise FieldworkRefused("Pilih kelurahan tujuan.", "destination")
    if finding.destination.pk == household.area_id:
        raise FieldworkRefused("Kelurahan tujuan sama dengan kelurahan sekarang.", "destination")
