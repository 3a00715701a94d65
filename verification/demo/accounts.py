"""One account per role for trying the demo city, with passwords that are shown once."""

from dataclasses import dataclass
from itertools import chain, count

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from registry.actions.reference import create_user, random_password
from registry.models import Area, Household, Standing, User
from registry.roles import Role
from verification.actions.rounds import assign
from verification.models import Round


@dataclass(frozen=True)
class Account:
    username: str
    password: str
    role: str
    area: str


@transaction.atomic
def make_accounts() -> list[Account]:
    """petugas in one kelurahan with open work, penyelia in its kecamatan, analis and admin."""
    village = busiest_village()
    city = Area.objects.get(code=settings.CITY)
    district = Area.objects.get(children=village)
    places = [
        ("petugas", Role.PETUGAS, village),
        ("penyelia", Role.PENYELIA, district),
        ("analis", Role.ANALIS, city),
        ("admin", Role.ADMIN, city),
    ]
    made = {name: _make(name, role, area) for name, role, area in places}
    _give_work(village, made["petugas"][0], made["penyelia"][0])
    return [account for _, account in made.values()]


def busiest_village() -> Area:
    """The kelurahan with most households that nobody has seen yet."""
    left = Household.objects.living().filter(standing=Standing.UNVERIFIED)
    most = left.values("area").annotate(n=Count("pk")).order_by("-n", "area").first()
    villages = Area.objects.villages().order_by("code")
    return villages.get(pk=most["area"]) if most else villages[0]


def _make(username: str, role: Role, area: Area) -> tuple[User, Account]:
    password = random_password()
    username = _free(username)
    user = create_user(
        username=username,
        password=password,
        by=None,
        role=role,
        areas=[area],
        full_name=f"{role.label} contoh",
        valid_from=timezone.localdate(),
    )
    return user, Account(username, password, role.label, str(area))


def _free(username: str) -> str:
    """The name itself, or with the first number that nobody has."""
    names = chain([username], (f"{username}{number}" for number in count(2)))
    return next(name for name in names if not User.objects.filter(username=name).exists())


def _give_work(village: Area, officer: User, supervisor: User) -> None:
    round_ = Round.objects.open().first()
    if round_ is not None:
        assign(round=round_, area=village, officer=officer, by=supervisor)
