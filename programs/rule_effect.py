"""What a change of the rules did to the figures: before → now, each with its list.

The figures of before travel in the address, signed; those of now are counted when the page is
opened, so that it says what is true whenever it is looked at. They are not rounded or hidden, so
the address says something for an hour only, and only to who may see identities everywhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from bansos.lib.dates import to_iso_month
from programs.overlap.counts import Window, figures
from programs.stats import default_window
from registry.models import User
from registry.roles import Permission

SALT = "programs.rule_effect"
LASTS = timedelta(hours=1)
FIGURES = (
    ("conflict", "Rangkap tidak diperbolehkan"),
    ("review", "Perlu ditinjau"),
    ("overlap", "Menerima bersamaan"),
)


@dataclass(frozen=True)
class Moved:
    """One figure, before → now."""

    label: str
    before: int
    now: int
    url: str


@dataclass(frozen=True)
class RuleEffect:
    window: Window
    at: datetime
    figures: list[Moved]

    @property
    def is_nothing(self) -> bool:
        return all(moved.before == moved.now for moved in self.figures)


def effect_token(user: User) -> str:
    """The figures as they are now, to be taken before a rule is touched."""
    window = default_window()
    return signing.dumps([*window, timezone.now().isoformat(), _counted(user, window)], salt=SALT)


def effect_since(token: str, user: User) -> RuleEffect | None:
    """What has moved in the whole city since `token` was taken.

    Nothing for who may not see identities in all of it: a small number could point at somebody.
    """
    may_see = user.sees_whole_city(Permission.REVEAL_IDENTITY)
    if not token or not may_see or not user.sees_whole_city(Permission.VIEW_DASHBOARD):
        return None
    try:
        first, last, taken, before = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    window, now = Window(first, last), _counted(user, Window(first, last))
    moved = [Moved(label, before[key], now[key], _list_url(key, window)) for key, label in FIGURES]
    return RuleEffect(window, parse_datetime(taken) or timezone.now(), moved)


def _counted(user: User, window: Window) -> dict[str, int]:
    counted = figures(window, user.area_ids(Permission.VIEW_DASHBOARD))
    return {key: getattr(counted, key) for key, _ in FIGURES}


def _list_url(figure: str, window: Window) -> str:
    months = {"dari": to_iso_month(window.first), "sampai": to_iso_month(window.last)}
    return f"{reverse('dashboard_households')}?{urlencode({'angka': figure} | months)}"
