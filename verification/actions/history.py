"""A household in the words of the history: what a reader compares before and after."""

from registry.models import Household


def told(household: Household) -> dict[str, str]:
    head = household.head
    return {
        "status": household.get_standing_display(),
        "dilaporkan": household.get_reported_display() if household.reported else "",
        "kepala": head.name if head else "",
        "kelurahan": household.area.name,
        "ditutup": household.get_closed_reason_display() if household.closed_reason else "",
    }
