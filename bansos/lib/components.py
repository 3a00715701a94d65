"""What the components of templates/components/ show when it is more than a few words."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Figure:
    """A number for figure_row.html: what it counts, and the list of exactly that many rows.

    `text` stands instead of `value` where the number has words ("Rp8,4 miliar").
    """

    label: str
    value: int | None = None
    text: str = ""
    url: str = ""
    share: str = ""
    definition: str = ""
    as_of: datetime | None = None
    tone: str = ""


@dataclass(frozen=True)
class Fact:
    """A row of summary_list.html; `source` is the file and row that said it."""

    label: str
    value: str
    url: str = ""
    source: str = ""
    identity: bool = False


@dataclass(frozen=True)
class Entry:
    """A happening of timeline.html, at a moment (`at`) or on a day (`day`)."""

    title: str
    at: datetime | None = None
    day: date | None = None
    by: str = ""
    text: str = ""
    source: str = ""
    tone: str = ""
