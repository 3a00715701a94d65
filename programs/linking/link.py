"""Whom a recipient row means, as it is stored on the recipient."""

from dataclasses import dataclass
from typing import Any

from programs.models import LinkState, Recipient

# In the order of Link.values().
LINK_FIELDS = ("link_state", "link_method", "person_id", "household_id")


@dataclass(frozen=True)
class Link:
    """Whom a row means, and how we know."""

    state: str
    method: str = ""
    person_id: int | None = None
    household_id: int | None = None

    def values(self) -> tuple[str, str, int | None, int | None]:
        return str(self.state), str(self.method), self.person_id, self.household_id

    def changes_of(self, recipient: Recipient) -> dict[str, tuple[Any, Any]]:
        """Field → (old, new) where `recipient` is linked otherwise today."""
        both = zip(LINK_FIELDS, link_of(recipient).values(), self.values(), strict=True)
        return {name: (old, new) for name, old, new in both if old != new}


OUTSIDE = Link(LinkState.OUTSIDE)
AMBIGUOUS = Link(LinkState.AMBIGUOUS)
DOUBTFUL = Link(LinkState.DOUBTFUL)


def link_of(recipient: Recipient) -> Link:
    return Link(
        recipient.link_state, recipient.link_method, recipient.person_id, recipient.household_id
    )


def assign(recipient: Recipient, link: Link) -> None:
    recipient.link_state, recipient.link_method = link.state, link.method
    recipient.person_id, recipient.household_id = link.person_id, link.household_id
