"""What a later file of the same release lists too: the listing names only the file that made it."""

from registry.imports.importkinds import kind_of
from registry.imports.undoing.undoable import BY_LIST
from registry.imports.undoing.work import Work, in_batches
from registry.models import ImportRun, Listing, RunState


def hold_listed_again(work: Work) -> None:
    """Without it the household would count as dropped from a release whose list names it.

    The two files need not name the same people of it, nor under the same group.
    """
    units = _units_of_households(work)
    if not units:
        return
    later = ImportRun.objects.filter(
        kind=work.run.kind,
        state=RunState.APPLIED,
        applied_at__gt=work.run.applied_at,
        options__release__iexact=work.run.options["release"],
    )
    for run in later:
        for household in kind_of(run.kind).listed_in(run, units):
            work.hold(units[household], BY_LIST)
            work.holders[units[household]].add(run.pk)


def _units_of_households(work: Work) -> dict[int, str]:
    """Household that the run listed → the unit of its listing, where nothing holds it yet."""
    made = {key: unit for key, unit in work.made.get(Listing, {}).items() if unit not in work.held}
    found: dict[int, str] = {}
    for batch in in_batches(made):
        listings = Listing.objects.filter(pk__in=batch)
        found |= {home: made[key] for key, home in listings.values_list("pk", "household")}
    return found
