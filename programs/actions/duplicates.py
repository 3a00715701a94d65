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


def lead_back(*, household: Household, moved: Moved | None) -> list[str]:
    """Moves back what `follow` moved, but for links that somebody changed since.

    That the kept one was merged itself later, and its aid led on with it, changed none of them. Who
    lives here goes along in any case, as with the next list of people: a list may have named him
    meanwhile, or he came by a duplicate of this one. Returns the programmes of what came back.
    """
    back = [*(_still_there(moved) if moved else ()), *_astray(household)]
    # Whom somebody unlinks at this moment stays unlinked.
    mine = Recipient.objects.filter(pk__in=[key for key, _ in back], link_state=LinkState.LINKED)
    mine.update(household=household, version=F("version") + 1)
    return sorted({code for _, code in back})


def _still_there(moved: Moved) -> list[tuple[int, str]]:
    """(recipient, programme) of those whose link is still the one that was moved."""
    still_there = Recipient.objects.filter(
        Q(household=moved["home"])
        | Q(household__merged_from=moved["home"])
        | Q(household__merged_from__merged_from=moved["home"]),
        link_state=LinkState.LINKED,
    )
    return [
        found
        for link in moved["links"]
        for found in still_there.filter(
            pk=link["recipient"], person=link["person"], link_method=link["method"]
        )
        .values_list("pk", "program__code")
        .distinct()
    ]


def _astray(household: Household) -> list[tuple[int, str]]:
    """(recipient, programme) of those who live here, or in a duplicate of this household, and are
    registered elsewhere.
    """
    into = Household.objects.filter(merged_into=household)
    further = Household.objects.filter(merged_into__in=into)
    keys = [household.pk, *into.values_list("pk", flat=True), *further.values_list("pk", flat=True)]
    lives = "person__memberships__household"
    here = Recipient.objects.filter(
        **{f"{lives}__in": keys}, person__memberships__valid_to=None, link_state=LinkState.LINKED
    )
    astray = here.annotate(home=home_of(lives)).filter(home=household.pk)
    return list(astray.exclude(household=household).values_list("pk", "program__code"))
