"""The aid of a duplicate is that of the household that was kept.

A step of a larger act (a report accepted or revoked), as those of registry/actions/households.py:
it runs in the caller's transaction, returns what it did, and writes no audit row of its own.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef

from programs.linking.numbers import Linker
from programs.linking.renewal import held
from programs.models import LinkMethod, LinkState, Program, Recipient
from programs.models.aid import RecipientQuerySet
from registry.actions.households import line_of, merged_with
from registry.models import Household, Membership

# The programmes, and each link that was moved as it was and still has to be to be moved back.
Moved = dict[str, Any]


def hold_lines() -> None:
    """Who leads aid along a line of duplicates and who writes a list of it take turns.

    Neither sees what the other has not committed yet. A list that held its households instead kept
    officers on PostgreSQL waiting for 4 s, where its programme was new. On SQLite a transaction
    that writes is alone.
    """
    held = Program.objects.order_by("pk").select_for_update(no_key=True)
    list(held.values_list("pk", flat=True))


def lead(*, household: Household, left: int, remembered: Iterable[Moved] = ()) -> Moved | None:
    """Leads aid to where the line of a duplicate ends now; what was moved, None where nobody was.

    `left`: where it ended before. All that is registered with this household or a duplicate of it
    goes along, also whom an officer had chosen: who is meant does not change. So does who lives
    here, as with the next list of people, and whom a list linked by a No. KK of ours. Who lives
    nowhere goes by where he came from (`remembered`: what leads of these households returned).
    """
    here, home = merged_with(household), line_of(household)[-1]
    if home == left:
        return None
    hold_lines()
    linked = held(Recipient.objects.filter(link_state=LinkState.LINKED).exclude(household=home))
    linked = linked.select_related("program").order_by("program__code", "pk")
    lives_here = {"person__memberships__household__in": here, "person__memberships__valid_to": None}
    homeless = _homeless(linked.filter(household=left))
    going = {
        one.pk: one
        for found in (
            linked.filter(household__in=here),
            linked.filter(**lives_here),
            _come_back(homeless, remembered),
            _named_by_kk(homeless, home),
        )
        for one in found
    }
    # Whom somebody unlinks at this moment stays unlinked.
    mine = Recipient.objects.filter(pk__in=going, link_state=LinkState.LINKED)
    mine.update(household=home, version=F("version") + 1)
    return _told(going.values()) if going else None


def _homeless(linked: RecipientQuerySet) -> RecipientQuerySet:
    """No person is known, or he lives nowhere today."""
    lives = Membership.objects.current().filter(person=OuterRef("person"))
    return linked.filter(~Exists(lives))


def _come_back(homeless: RecipientQuerySet, remembered: Iterable[Moved]) -> list[Recipient]:
    """Those whose link is still the one that was moved from here."""
    links = [link for moved in remembered for link in moved["links"]]
    came = {(link["recipient"], link["person"], link["method"]) for link in links}
    found = homeless.filter(pk__in=[key for key, *_ in came])
    return [one for one in found if (one.pk, one.person_id, one.link_method) in came]


def _named_by_kk(homeless: RecipientQuerySet, home: int) -> list[Recipient]:
    """Those whose No. KK leads home, as for the next list."""
    found = list(homeless.filter(person=None, link_method=LinkMethod.KK))
    numbers = Linker((one.nik, one.kk) for one in found)
    return [
        one for one in found if numbers.find(one.nik, one.kk, one.name_key).household_id == home
    ]


def _told(moved: Iterable[Recipient]) -> Moved:
    links = [
        {"recipient": one.pk, "person": one.person_id, "method": one.link_method} for one in moved
    ]
    return {"links": links, "programs": sorted({one.program.code for one in moved})}
