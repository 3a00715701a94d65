"""The aid of a duplicate is that of the household that was kept.

Steps of a larger act (an accepted report), as those of registry/actions/households.py: each runs in
the caller's transaction, returns what it did, and writes no audit row of its own.
"""

from typing import Any

from django.db.models import F, Q

from programs.models import LinkState, Recipient
from registry.models import Household
from registry.models.household import home_of

Moved = dict[str, Any]


def follow(*, household: Household) -> Moved | None:
    """Moves the recipients of a household that was merged into another; what `lead_back` needs.

    All of them, also whom an officer had chosen: who is meant does not change, only where he is
    registered. None where there is nobody to move.
    """
    # If the kept one is being merged itself, by another supervisor, that has to be known here.
    kept = Household.objects.filter(merged_from=household)
    kept.select_for_update(of=("self",), no_key=True).first()
    here = Recipient.objects.filter(household=household)
    elsewhere = here.annotate(home=home_of("household")).exclude(home=F("household"))
    found = list(
        elsewhere.select_for_update(of=("self",), no_key=True)
        .order_by("program__code", "pk")
        .values_list("pk", "person_id", "link_method", "program__code", "home")
    )
    if not found:
        return None
    home = found[0][-1]
    keys = [key for key, *_ in found]
    here.filter(pk__in=keys).update(household=home, version=F("version") + 1)
    links = [{"recipient": key, "person": person, "method": how} for key, person, how, *_ in found]
    return {"home": home, "links": links, "programs": sorted({code for *_, code, _ in found})}


def lead_back(*, household: Household, moved: Moved) -> list[str]:
    """Moves back what `follow` moved, but for links that somebody changed since.

    That the kept one was merged itself later, and its aid led on with it, changed none of them.
    Returns the programmes of what came back.
    """
    still_there = Recipient.objects.filter(
        Q(household=moved["home"])
        | Q(household__merged_from=moved["home"])
        | Q(household__merged_from__merged_from=moved["home"]),
        link_state=LinkState.LINKED,
    )
    back = [
        found
        for link in moved["links"]
        for found in still_there.filter(
            pk=link["recipient"], person=link["person"], link_method=link["method"]
        )
        .values_list("pk", "program__code")
        .distinct()
    ]
    keys = [key for key, _ in back]
    Recipient.objects.filter(pk__in=keys).update(household=household, version=F("version") + 1)
    return sorted({code for _, code in back})
