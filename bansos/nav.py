"""The main navigation: what each page is called, and who sees the way to it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from registry.roles import Permission

if TYPE_CHECKING:
    from registry.models import User


@dataclass(frozen=True)
class Item:
    """A way in the menu. `permission` None: every logged-in user.

    `pages` are the beginnings of the URL names that belong under this item.
    """

    label: str
    url_name: str
    permission: Permission | None
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """An item as one user sees it on one page."""

    label: str
    url: str
    active: bool


ITEMS = (
    Item("Beranda", "home", None, ("home",)),
    Item("Tugas saya", "worklist", Permission.VERIFY, ("worklist", "visit_")),
    Item("Cari", "search", Permission.SEARCH, ("search",)),
    Item("Rumah tangga", "household_list", Permission.VIEW_REGISTER, ("household_", "person_")),
    Item("Tinjauan", "review_list", Permission.REVIEW, ("review_",)),
    Item("Periode verifikasi", "round_list", Permission.ASSIGN, ("round_", "assignment_")),
    Item("Dasbor", "dashboard", Permission.VIEW_DASHBOARD, ("dashboard", "rule_")),
    Item("Di luar register", "recipient_outside", Permission.VIEW_OUTSIDE, ("recipient_",)),
    Item("Penghubungan", "link_queue", Permission.LINK, ("link_",)),
    Item("Cek calon", "candidate_check", Permission.CHECK_CANDIDATES, ("candidate_",)),
    Item("Impor", "import_list", Permission.IMPORT, ("import_",)),
    Item("Data rujukan", "admin:index", Permission.ADMINISTER, ("admin:",)),
    Item("Jejak audit", "audit_list", Permission.VIEW_AUDIT, ("audit_",)),
)


def ways(user: "User", view_name: str) -> list[Way]:
    """The menu of `user` while he looks at the page named `view_name`."""
    return [
        Way(item.label, reverse(item.url_name), view_name.startswith(item.pages))
        for item in ITEMS
        if item.permission is None or user.may(item.permission)
    ]
