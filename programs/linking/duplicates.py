"""The aid of a duplicate is that of the household that was kept.

A step of a larger act (a report accepted or revoked), as those of registry/actions/households.py:
it runs in the caller's transaction, returns what it did, and writes no audit row of its own.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from programs.linking.renewal import followed, held
from programs.models import LinkMethod, LinkState, Recipient
from registry.actions.households import line_of, merged_with
from registry.models import Household, Membership
from registry.models.household import home_of

# The programmes, and each link that was moved as it was and still has to be to be moved back.
Moved = dict[str, Any]


def lead(*, household: Household, left: int, remembered: Iterable[Moved] = ()) -> Moved | None:
    """Leads aid to where the line of a duplicate ends now; what was moved, None where nobody was.

    `left`: where it ended before. All that is registered with this household or a duplicate of it
    goes along, also whom an officer had chosen: who is meant does not change. Of others goes who
    belongs here as the next list of people would find him, whoever brought him; and who came from
    here and can be found by nothing (`remembered`: what leads of these households returned).
    """
    here, home = merged_with(household), line_of(household)[-1]
    if home == left:
        return None
    links = [link for moved in remembered for link in moved["links"]]
    came = {(link["recipient"], link["person"], link["method"]) for link in links}
    found = _found(here, left, home, [link["recipient"] for link in links])
    for one in found:
        is_ours = one.household_id in here or (one.pk, one.person_id, one.link_method) in came
        one.home = one.lives or (home if is_ours else one.household_id)
    belongs = {one.pk for one, link in followed(found) if link.household_id == home}
    going = [one for one in found if one.household_id in here or one.pk in belongs]
    # Whom somebody unlinks at this moment stays unlinked.
    mine = Recipient.objects.filter(pk__in=[one.pk for one in going], link_state=LinkState.LINKED)
    mine.update(household=home, version=F("version") + 1)
    return _told(going) if going else None


def _found(here: Collection[int], left: int, home: int, came: Collection[int]) -> list[Any]:
    """Linked elsewhere than at home: who stands in these households, whose person lives in one,
    and who stands where the line ended and may have come from here.
    """
    lives = Membership.objects.current().filter(person=OuterRef("person"))
    linked = held(Recipient.objects.filter(link_state=LinkState.LINKED).exclude(household=home))
    linked = linked.annotate(lives=Subquery(lives.values(home=home_of("household"))[:1]))
    by_kk = Q(person=None, link_method=LinkMethod.KK)
    found = (
        linked.filter(household__in=here),
        linked.filter(
            person__memberships__household__in=here, person__memberships__valid_to=None
        ),
        linked.filter(by_kk | Q(pk__in=came), household=left),
    )
    each = {one.pk: one for some in found for one in some.select_related("program").order_by("pk")}
    return list(each.values())


def _told(moved: Iterable[Recipient]) -> Moved:
    links = [
        {"recipient": one.pk, "person": one.person_id, "method": one.link_method} for one in moved
    ]
    return {"links": links, "programs": sorted({one.program.code for one in moved})}
