"""Aid on pages of the register, which knows no programme: {% load program_tags %}."""

from typing import Any

from django import template

from programs.answers import RECEIVED, answer, claimed_households, loaded_programs
from programs.household_aid import HouseholdAid, aid_of
from registry.models import Household, Person
from registry.roles import Permission

register = template.Library()


@register.inclusion_tag("programs/_aid_of_household.html", takes_context=True, name="aid_of")
def aid_of_household(
    context: dict[str, Any], household: Household, person: Person | None = None
) -> dict[str, Any]:
    """The answer in one sentence, then every programme with its payments and their origin."""
    aid = aid_of([household.pk]).get(household.pk, HouseholdAid())
    claimed = household.pk in claimed_households([household.pk])
    answered = answer(aid, person.pk if person else None, claimed)
    return {
        "aid": aid,
        "answer": answered,
        "household": household,
        "person": person,
        "loaded": [] if answered.kind == RECEIVED else loaded_programs(),
        "may_open_run": context["request"].user.sees_whole_city(Permission.IMPORT),
    }
