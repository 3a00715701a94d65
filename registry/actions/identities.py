"""Reading whole numbers of people: searching by them, showing them, asking the city, exporting.

None of these changes a row of the register, yet each leaves one audit row (law practice: reads of
identities are logged). No event holds the number itself: who, when, about whom and why is enough.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from registry.audit import record
from registry.events import Verb
from registry.models import Area, AuditEvent, Household, Membership, Person, User


class DailyLimitReached(Exception):
    """The user has asked as many city questions today as he may."""


@dataclass(frozen=True)
class Revealed:
    """The whole numbers of one person, for one page and nowhere else."""

    person: Person
    nik: str
    kk: str


@transaction.atomic
def reveal_person(*, person: Person, household: Household, by: User, reason: str) -> Revealed:
    """Whole NIK and No. KK of a member of `household`; the reason stands in the history."""
    kk = (
        Membership.objects.current()
        .filter(person=person, household=household)
        .values_list("kk", flat=True)
        .first()
    )
    record(Verb.IDENTITY_REVEALED, by=by, household=household, person=person, reason=reason)
    return Revealed(person=person, nik=person.nik or "", kk=kk or "")


@transaction.atomic
def log_identity_search(*, by: User, found: int) -> None:
    """That a whole NIK or No. KK was looked up, and how many entries answered."""
    record(Verb.IDENTITY_SEARCHED, by=by, after={"ditemukan": found})


@transaction.atomic
def log_name_search(*, by: User, words: str) -> None:
    record(Verb.NAME_SEARCHED, by=by, after={"kata": words})


@transaction.atomic
def log_export(*, by: User, subject: str, reason: str, choices: dict[str, Any]) -> None:
    """Who took which list away, why, and with which filters."""
    record(Verb.LIST_EXPORTED, by=by, subject=f"unduh:{subject}", after=choices, reason=reason)


def city_questions_left(user: User) -> int:
    """Counted from the history, so that the limit holds over workers, logins and restarts."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    asked = AuditEvent.objects.filter(actor=user, verb=Verb.CITY_ASKED, at__gte=midnight).count()
    return max(0, settings.CITY_QUESTIONS_A_DAY - asked)


@transaction.atomic
def ask_city(*, nik: str, by: User, reason: str) -> Area | None:
    """The kelurahan where this NIK is registered in the city, or None; nothing more (Z2).

    Raises DailyLimitReached.
    """
    # PostgreSQL: two questions of one user wait for each other. SQLite: IMMEDIATE does the same.
    User.objects.select_for_update().get(pk=by.pk)
    if not city_questions_left(by):
        raise DailyLimitReached
    membership = (
        Membership.objects.current()
        .filter(person__nik=nik, household__closed_at=None)
        .select_related("household__area")
        .first()
    )
    answer = membership.household.area if membership else None
    record(
        Verb.CITY_ASKED,
        by=by,
        after={"jawaban": "terdaftar" if answer else "tidak terdaftar"},
        reason=reason,
    )
    return answer
