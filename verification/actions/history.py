"""A household in the words of the history: what a reader compares before and after."""

from collections.abc import Iterable

from bansos.lib.datewords import day_words
from registry.models import Household
from verification.models import Visit


def told(household: Household) -> dict[str, str]:
    head = household.head
    return {
        "status": household.get_standing_display(),
        "dilaporkan": household.get_reported_display() if household.reported else "",
        "kepala": head.name if head else "",
        "kelurahan": household.area.name,
        "ditutup": household.get_closed_reason_display() if household.closed_reason else "",
    }


def standing_told(visits: Iterable[Visit]) -> dict[str, str]:
    """Which other visits hold up what one that was taken back told too."""
    words = [f"{one.get_result_display()} ({day_words(one.visited_on)})" for one in visits]
    return {"tetap menurut": ", ".join(words)} if words else {}
