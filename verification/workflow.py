"""The life of a visit, and what a household's visits say of it together (pure)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from django.db.models import TextChoices

from registry.codes import VisitResult
from registry.roles import Permission
from registry.standing import ClosedReason, Standing


class VisitState(TextChoices):
    """`berlaku` counts at once; `dilaporkan` waits for a supervisor and changes nothing yet."""

    COUNTED = "berlaku", "Berlaku"
    REPORTED = "dilaporkan", "Dilaporkan, menunggu penyelia"
    ACCEPTED = "diterima", "Diterima penyelia"
    RETURNED = "dikembalikan", "Dikembalikan penyelia"
    WITHDRAWN = "ditarik", "Ditarik kembali"
    REVOKED = "dicabut", "Penerimaan dicabut"
    SUPERSEDED = "digantikan", "Digantikan kunjungan berikutnya"


class Decision(TextChoices):
    ACCEPT = "diterima", "Diterima"
    RETURN = "dikembalikan", "Dikembalikan"
    REVOKE = "dicabut", "Dicabut"


class Act(TextChoices):
    """What can be done with a visit. `supersede` and `restore` follow from another visit's act."""

    COUNT = "catat", "Mencatat"
    REPORT = "lapor", "Melaporkan"
    WITHDRAW = "tarik", "Menarik kembali"
    ACCEPT = "terima", "Menerima"
    RETURN = "kembalikan", "Mengembalikan"
    REVOKE = "cabut", "Mencabut penerimaan"
    SUPERSEDE = "gantikan", "Menggantikan"
    RESTORE = "pulihkan", "Memulihkan"


class Who(TextChoices):
    """Whose hand may do it: its own officer, anybody but him, or whoever holds the right."""

    OFFICER = "petugasnya", "Petugas yang mencatat"
    ANOTHER = "orang_lain", "Siapa pun selain petugas yang mencatat"
    ANYBODY = "siapa_saja", "Siapa pun yang berhak"


@dataclass(frozen=True)
class Step:
    to: VisitState
    permission: Permission
    who: Who
    needs_note: bool = False


NOTHING_YET: None = None

TRANSITIONS: dict[tuple[VisitState | None, Act], Step] = {
    (NOTHING_YET, Act.COUNT): Step(VisitState.COUNTED, Permission.VERIFY, Who.ANYBODY),
    (NOTHING_YET, Act.REPORT): Step(VisitState.REPORTED, Permission.VERIFY, Who.ANYBODY),
    (VisitState.COUNTED, Act.WITHDRAW): Step(VisitState.WITHDRAWN, Permission.VERIFY, Who.OFFICER),
    (VisitState.REPORTED, Act.WITHDRAW): Step(VisitState.WITHDRAWN, Permission.VERIFY, Who.OFFICER),
    (VisitState.REPORTED, Act.ACCEPT): Step(VisitState.ACCEPTED, Permission.REVIEW, Who.ANOTHER),
    (VisitState.REPORTED, Act.RETURN): Step(
        VisitState.RETURNED, Permission.REVIEW, Who.ANOTHER, needs_note=True
    ),
    (VisitState.ACCEPTED, Act.REVOKE): Step(VisitState.REVOKED, Permission.REVIEW, Who.ANOTHER),
    (VisitState.REPORTED, Act.SUPERSEDE): Step(
        VisitState.SUPERSEDED, Permission.VERIFY, Who.ANYBODY
    ),
    (VisitState.SUPERSEDED, Act.RESTORE): Step(VisitState.REPORTED, Permission.VERIFY, Who.ANYBODY),
}

# Reports: a removal or a death waits for a second pair of eyes. All else counts at once.
REPORTS = frozenset(
    {
        VisitResult.DECEASED,
        VisitResult.MOVED_INSIDE,
        VisitResult.MOVED_OUT,
        VisitResult.REFUSED,
        VisitResult.CAPABLE,
        VisitResult.DUPLICATE,
    }
)

# What says something of the household today.
VALID_STATES = frozenset({VisitState.COUNTED, VisitState.ACCEPTED})
# What no list of results overtakes: also a report that waits for its answer.
HEARD_STATES = VALID_STATES | {VisitState.REPORTED}
# What is read as if it had never been made when the round's current visit is sought.
PASSED_OVER = frozenset({VisitState.WITHDRAWN, VisitState.REVOKED})

# The reason with which an accepted report ends a household.
CLOSES_AS: dict[str, ClosedReason] = {
    VisitResult.MOVED_OUT: ClosedReason.MOVED,
    VisitResult.REFUSED: ClosedReason.REFUSED,
    VisitResult.CAPABLE: ClosedReason.CAPABLE,
    VisitResult.DUPLICATE: ClosedReason.DUPLICATE,
}

# Nobody was met: such a visit contradicts nothing that an older one had closed.
NOBODY_MET = frozenset({VisitResult.NOT_FOUND, VisitResult.POSTPONED})


class NotPossible(Exception):
    """The visit is no longer (or not) in a state from which this act leads anywhere."""

    def __init__(self, state: str | None, act: Act) -> None:
        self.state, self.act = state, act
        label = VisitState(state).label if state else "baru"
        super().__init__(f"{act.label} tidak mungkin lagi. Keadaannya sekarang: {label.lower()}.")


def step(state: str | None, act: Act) -> Step:
    """Raises NotPossible where the table has no such row."""
    found = TRANSITIONS.get((VisitState(state) if state else None, act))
    if found is None:
        raise NotPossible(state, act)
    return found


def is_possible(state: str, act: Act) -> bool:
    return (VisitState(state), act) in TRANSITIONS


def act_for(result: str) -> Act:
    return Act.REPORT if result in REPORTS else Act.COUNT


class VisitLike(Protocol):
    """As much of a visit as the rules read; one without an officer's account came as a list."""

    @property
    def id(self) -> int: ...
    @property
    def result(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def visited_on(self) -> date: ...
    @property
    def officer_id(self) -> int | None: ...


class RoundVisit(VisitLike, Protocol):
    @property
    def round_id(self) -> int: ...


class MovingVisit(VisitLike, Protocol):
    @property
    def destination_id(self) -> int | None: ...


V = TypeVar("V", bound=VisitLike)
R = TypeVar("R", bound=RoundVisit)
M = TypeVar("M", bound=MovingVisit)


@dataclass(frozen=True)
class Verdict:
    """`on` is the day of the visit that gave the standing, if one did."""

    standing: str = Standing.UNVERIFIED
    on: date | None = None


def in_order(visits: Iterable[V]) -> list[V]:
    """By the day of the visit, then as recorded: an older date never beats a newer one."""
    return sorted(visits, key=lambda visit: (visit.visited_on, visit.id))


def standing_of(visits: Iterable[VisitLike], base: Verdict = Verdict()) -> Verdict:
    """What all valid visits of a household say of it together; `base` is what stood before them.

    The newest decides. A postponed visit says nothing, and one *tidak ditemukan* does not undo a
    confirmation: two on different days do. An accepted death means that somebody was met there.
    Who moved inside the city is unverified until seen in the new area. What closes a household
    leaves its standing alone, so that taking it back needs nothing more.
    """
    verdict, missed_on = base, set[date]()
    for visit in in_order(visit for visit in visits if visit.state in VALID_STATES):
        if visit.result in {VisitResult.CONFIRMED, VisitResult.DECEASED}:
            verdict, missed_on = Verdict(Standing.CONFIRMED, visit.visited_on), set()
        elif visit.result == VisitResult.MOVED_INSIDE:
            verdict, missed_on = Verdict(), set()
        elif visit.result == VisitResult.NOT_FOUND:
            missed_on.add(visit.visited_on)
            if verdict.standing != Standing.CONFIRMED or len(missed_on) > 1:
                verdict = Verdict(Standing.NOT_FOUND, visit.visited_on)
    return verdict


def current_of(visits: Iterable[V]) -> V | None:
    """A round's current visit: the last recorded one that still stands; none after a return.

    A superseded report comes out where the visit that stood on it was taken back: it is to be
    restored.
    """
    for visit in sorted(visits, key=_as_recorded, reverse=True):
        if visit.state in PASSED_OVER:
            continue
        return visit if visit.state != VisitState.RETURNED else None
    return None


def _as_recorded(visit: VisitLike) -> tuple[bool, date, int]:
    """What came as a list was found before all that is recorded here, each row on its own day."""
    is_listed = visit.officer_id is None
    return not is_listed, visit.visited_on if is_listed else date.min, visit.id


@dataclass(frozen=True)
class Together(Generic[R]):
    """What all visits of a household say: each round's current one, the standing, the report."""

    current: list[R]
    verdict: Verdict
    reported: str


def together(visits: Sequence[R], base: Verdict) -> Together[R]:
    """`visits` in the order in which they were recorded; `base` as in `standing_of`."""
    rounds: dict[int, list[R]] = {}
    for visit in visits:
        rounds.setdefault(visit.round_id, []).append(visit)
    current = [found for found in map(current_of, rounds.values()) if found is not None]
    # A superseded report that comes out on top waits again.
    waiting = {VisitState.REPORTED, VisitState.SUPERSEDED}
    pending = next((visit for visit in current if visit.state in waiting), None)
    reported = pending.result if pending and pending.result in REPORTS else ""
    return Together(current, standing_of(visits, base), reported)


@dataclass(frozen=True)
class Holding(Generic[M]):
    """Which visit closes the household, which moved it last, and which tells each death."""

    closer: M | None
    mover: M | None
    buried: dict[int, M]


def hold_together(
    visits: Iterable[M], deaths: Mapping[int, Collection[int]], living: Collection[int]
) -> Holding[M]:
    """What valid visits do to a household, one after the other, as a list of them does.

    `deaths`: visit → who died by it; `living`: who would live here if no visit told of a death.
    The newest decides, and of several that tell one reason the first. Whom nobody met contradicts
    nothing, and no list opens what an officer's report had closed. A death that ended the
    household falls with the visit that opens it again; any other one stays.
    """
    closer: M | None = None
    mover: M | None = None
    buried: dict[int, M] = {}
    for visit in in_order(visits):
        if visit.result in NOBODY_MET or (closer is not None and _stays_closed(closer, visit)):
            continue
        buried = {person: by for person, by in buried.items() if by is not closer}
        closer = None
        for person in deaths.get(visit.id, ()):
            buried.setdefault(person, visit)
        if visit.result == VisitResult.MOVED_INSIDE and visit.destination_id is not None:
            mover = visit
        is_empty = visit.result == VisitResult.DECEASED and not set(living) - buried.keys()
        if visit.result in CLOSES_AS or is_empty:
            closer = visit
    return Holding(closer, mover, buried)


def _stays_closed(closer: VisitLike, visit: VisitLike) -> bool:
    by_officer = closer.officer_id is not None
    return ends_as(closer.result) == ends_as(visit.result) or (
        by_officer and visit.officer_id is None
    )


def is_overtaken(visit: VisitLike, heard: Iterable[VisitLike]) -> bool:
    """It came with a list when a newer visit was known already, which is among `heard` still."""
    return visit.officer_id is None and any(
        other.id < visit.id and other.visited_on > visit.visited_on for other in heard
    )


def ends_as(result: str) -> ClosedReason | None:
    """The reason with which this result ends a household, if it does."""
    return ClosedReason.DECEASED if result == VisitResult.DECEASED else CLOSES_AS.get(result)


def newest_valid_day(visits: Iterable[VisitLike]) -> date | None:
    return max((visit.visited_on for visit in visits if visit.state in VALID_STATES), default=None)
