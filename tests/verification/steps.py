"""Acts of field work in one line, for tests."""

import datetime
import uuid
from typing import Any

from registry.models import Household, User
from tests.factories import RoundFactory, UserFactory, village
from verification.actions.visits import record_visit
from verification.findings import VisitFinding
from verification.models import Round, Visit

VISITED_ON = datetime.date(2021, 4, 1)


def officer() -> User:
    user: User = UserFactory(role="petugas", area=village("Jawa"))
    return user


def supervisor() -> User:
    user: User = UserFactory(role="penyelia", area=village("Jawa").parent)
    return user


def open_round() -> Round:
    round: Round = Round.objects.open().first() or RoundFactory()
    return round


def visit(
    household: Household,
    result: str = "terkonfirmasi",
    *,
    by: User | None = None,
    round: Round | None = None,
    on: datetime.date = VISITED_ON,
    key: uuid.UUID | None = None,
    seen_version: int | None = None,
    **found: Any,
) -> Visit:
    """Recorded as if the page had just been read, unless `seen_version` says otherwise."""
    now = Household.objects.get(pk=household.pk)
    return record_visit(
        household=now,
        round=round or open_round(),
        by=by or officer(),
        seen_version=seen_version or now.version,
        key=key or uuid.uuid4(),
        finding=VisitFinding(result=result, visited_on=on, **found),
    )


def report(household: Household, result: str, **options: Any) -> Visit:
    if result == "pindah_dalam":
        options.setdefault("destination", village("Sidodadi"))
    return visit(household, result, **options)


def figures(household: Household) -> dict[str, Any]:
    """All that any figure of the register or of aid reads of a household and its people."""
    now = Household.objects.get(pk=household.pk)
    names = ("area_id", "head_id", "standing", "standing_on", "reported")
    ended = ("closed_at", "closed_on", "closed_reason", "merged_into_id")
    people = now.memberships.order_by("person_id").values_list(
        "person_id", "person__existence", "person__existence_on", "valid_to"
    )
    residences = now.residences.order_by("id").values_list("area_id", "valid_from", "valid_to")
    return {
        **{name: getattr(now, name) for name in (*names, *ended)},
        "people": list(people),
        "residences": list(residences),
    }
