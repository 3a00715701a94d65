"""The lists of people, read by the register; then recipients who have waited for them are linked.

The register knows no recipients, so the step that comes after its own is added here.
"""

from django.db.models import Q

from programs.aid_lists import AID_HOLDS
from programs.linking import LINK_FIELDS, links_to_renew, stranded_by
from programs.models import Recipient
from registry.imports.applying.ledger import Ledger
from registry.imports.applying.table import Table
from registry.imports.judging import before_after
from registry.imports.undoing.undoable import Undoable
from registry.models import ChangeRow, ImportRun, Membership, Outcome, StagedRow
from registry.models.person import MembershipQuerySet
from registry.resources.dtks import DtksKind
from registry.resources.dtsen import DtsenKind
from registry.resources.people_kind import PeopleContext

LINKED = Undoable(Recipient, "recipient", holds=AID_HOLDS, stranded=stranded_by)


def link_waiting(ledger: Ledger) -> None:
    """New households may be those that recipients have been waiting for."""
    ledger.flush()
    table = Table(Recipient, "id", *LINK_FIELDS, "version")
    renewed = []
    for recipient, link in links_to_renew(changed_people(ledger.run)):
        renewed.append((recipient.pk, *link.values(), recipient.version + 1))
        changes = link.changes_of(recipient)
        ledger.changed("recipient", recipient.pk, None, *before_after(changes))
    table.update(renewed)


# What a recipient is found by, of a person and of the household he lives in.
FOUND_BY = {"person": ["nik", "name", "birth_date"], "household": ["area_id", "address", "rt"]}
# Of the rows of a file, those that wrote something.
WRITTEN = (Outcome.NEW, Outcome.CHANGED)


def changed_people(run: ImportRun) -> MembershipQuerySet:
    """Whom the run brought, or changed so that a recipient may be found now who was not before.

    It is asked for while the write lock is held: a monthly list says a new occupation of thousands.
    """
    changes = ChangeRow.objects.filter(run=run)
    keys = {
        word: changes.filter(
            Q(before__isnull=True) | Q(after__has_any_keys=fields), target=word
        ).values("target_id")
        for word, fields in FOUND_BY.items()
    }
    return Membership.objects.filter(
        Q(person__in=keys["person"])
        | Q(household__in=keys["household"])
        | Q(pk__in=changes.filter(target="membership").values("target_id"))
        | Q(row__in=StagedRow.objects.filter(run=run, outcome__in=WRITTEN).values("pk"))
    )


class LinkingDtksKind(DtksKind):
    undoables = (LINKED, *DtksKind.undoables)

    def conclude(self, run: ImportRun, context: PeopleContext, ledger: Ledger) -> None:
        super().conclude(run, context, ledger)
        link_waiting(ledger)


class LinkingDtsenKind(DtsenKind):
    undoables = (LINKED, *DtsenKind.undoables)

    def conclude(self, run: ImportRun, context: PeopleContext, ledger: Ledger) -> None:
        super().conclude(run, context, ledger)
        link_waiting(ledger)


DTKS = LinkingDtksKind()
DTSEN = LinkingDtsenKind()
