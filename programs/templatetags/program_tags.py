"""Aid on pages of the register, which knows no programme: {% load program_tags %}."""

from typing import Any

from django import template

from programs.actions.aid import entered_by_hand
from programs.answers import RECEIVED, answer, claimed_households, loaded_programs
from programs.household_aid import HouseholdAid, aid_of
from programs.models import Disbursement
from registry.models import AuditEvent, Household, Person
from registry.roles import Permission

register = template.Library()


@register.inclusion_tag("programs/_aid_of_household.html", takes_context=True, name="aid_of")
def aid_of_household(
    context: dict[str, Any], household: Household, person: Person | None = None
) -> dict[str, Any]:
    """The answer in one sentence, then every programme with its payments and their origin."""
    user = context["request"].user
    aid = aid_of([household.pk]).get(household.pk, HouseholdAid())
    claimed = household.pk in claimed_households([household.pk])
    payments = [payment for line in aid.lines for payment in line.payments]
    answered = answer(aid, person.pk if person else None, claimed)
    return {
        "aid": aid,
        "answer": answered,
        "household": household,
        "person": person,
        "loaded": [] if answered.kind == RECEIVED else loaded_programs(),
        "may_link": user.sees_whole_city(Permission.LINK),
        "entries": entered_by_hand(payments),
        "may_enter": household.area_id in user.area_ids(Permission.ENTER_AID),
        "may_open_run": user.sees_whole_city(Permission.IMPORT),
    }


@register.filter
def dicatat(payment: Disbursement, entries: dict[int, AuditEvent]) -> AuditEvent | None:
    """The event by which somebody wrote the payment down, where no file brought it."""
    return entries.get(payment.pk)
