"""What auditors look for, by programme and by area: counted and listed from the same querysets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, Sum, Value
from django.db.models.functions import Coalesce

from bansos.dashboards.figures.scope import Scope
from programs.models.aid import DisbursementQuerySet, RecipientQuerySet
from programs.reports import gone, shared_kk
from registry.models import User
from registry.roles import Permission

Found = DisbursementQuerySet | RecipientQuerySet
UNKNOWN = "kosong"
RECORDED = "_recorded"


@dataclass(frozen=True)
class Finding:
    """One kind of finding. `is_paid`: its rows are payments with an amount, else recipients."""

    key: str
    label: str
    short: str
    definition: str
    read: Callable[[User, Scope, Permission], Found]
    is_paid: bool = False
    tone: str = "stop"

    @property
    def is_of_death(self) -> bool:
        return self.key.startswith("dead")

    @property
    def is_recorded(self) -> bool:
        """A part of the finding before it: since it was known here."""
        return self.key.endswith(RECORDED)

    @property
    def unit(self) -> str:
        return "pembayaran" if self.is_paid else "penerima"


_WHOLE = "Nominal seluruh pembayaran yang mencakup bulan itu."
PAID = (
    Finding(
        "dead_paid",
        "Dibayar sesudah meninggal",
        "Dibayar sesudah meninggal",
        "Disalurkan untuk bulan sesudah penerimanya sendiri meninggal, dan belum ada kepala atau "
        f"penerima baru. {_WHOLE}",
        lambda user, scope, may: gone.paid_after_death(user, scope.window, may),
        is_paid=True,
    ),
    Finding(
        "dead_paid_recorded",
        "Dibayar sesudah kematiannya tercatat",
        "Sesudah tercatat",
        "Dari yang di atas: untuk bulan sesudah kematiannya tercatat di sini.",
        lambda user, scope, may: gone.paid_after_death(
            user, scope.window, may, since_recorded=True
        ),
        is_paid=True,
    ),
    Finding(
        "moved_paid",
        "Dibayar sesudah pindah keluar kota",
        "Dibayar sesudah pindah",
        f"Disalurkan untuk bulan sesudah rumah tangganya pindah keluar kota. {_WHOLE}",
        lambda user, scope, may: gone.paid_after_leaving(user, scope.window, may),
        is_paid=True,
    ),
    Finding(
        "moved_paid_recorded",
        "Dibayar sesudah pindahnya tercatat",
        "Sesudah tercatat",
        "Dari yang di atas: untuk bulan sesudah pindahnya tercatat di sini.",
        lambda user, scope, may: gone.paid_after_leaving(
            user, scope.window, may, since_recorded=True
        ),
        is_paid=True,
    ),
)
HELD = (
    Finding(
        "dead_holder",
        "Penerima yang sudah meninggal",
        "Penerima meninggal",
        "Namanya masih memegang bantuan (calon, diproses, atau disalurkan) untuk bulan sesudah ia "
        "meninggal; juga bila penggantinya sudah ada.",
        lambda user, scope, may: gone.dead_holders(user, scope.window, may),
    ),
    Finding(
        "moved_holder",
        "Penerima yang sudah pindah keluar kota",
        "Penerima pindah",
        "Memegang bantuan untuk bulan sesudah rumah tangganya pindah keluar kota.",
        lambda user, scope, may: gone.holders_who_left(user, scope.window, may),
    ),
    Finding(
        "village_fund",
        "Penerima BLT Dana Desa",
        "BLT Dana Desa",
        "Seluruh wilayah kota adalah kelurahan: tiap baris pendatang atau kekeliruan. Tidak "
        "bergantung pada periode.",
        lambda user, scope, may: gone.village_fund_holders(user, may),
        tone="warn",
    ),
    Finding(
        "kk_twice",
        "Satu KK di dua rumah tangga",
        "Satu KK, dua rumah tangga",
        "No. KK yang sama tercatat di dua rumah tangga, dan keduanya menerima program yang sama "
        "pada bulan yang sama.",
        lambda user, scope, may: shared_kk.paid_in_two_households(user, scope.window, may),
    ),
)
FINDINGS = {finding.key: finding for finding in (*PAID, *HELD)}
# What tables compare; the recorded ones stand beside those they are a part of.
COLUMNS = tuple(finding for finding in FINDINGS.values() if not finding.is_recorded)


@dataclass(frozen=True)
class Tally:
    """Rows and their rupiah; `unknown` rows name no amount and are in no rupiah."""

    rows: int = 0
    rupiah: int = 0
    unknown: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.rows + other.rows, self.rupiah + other.rupiah, self.unknown + other.unknown
        )


# By area (None: what nobody places) and programme.
Tallies = dict[tuple[int | None, str], Tally]


@dataclass(frozen=True)
class Narrowed:
    """Which rows of a finding: those of a scope, of one programme, those without an amount."""

    finding: Finding
    scope: Scope
    program: str = ""
    nominal: str = ""

    @property
    def url(self) -> str:
        more = {"program": self.program, "nominal": self.nominal}
        chosen = {name: value for name, value in more.items() if value}
        return self.scope.address("dashboard_finding_list", angka=self.finding.key, **chosen)

    @property
    def board_url(self) -> str:
        return self.scope.address("dashboard_findings")

    def rows(self, user: User, permission: Permission = Permission.VIEW_DASHBOARD) -> Any:
        """Payments or recipients, in the scope: exactly those that the number counts."""
        found: Any = within(self.finding.read(user, self.scope, permission), self.scope)
        path = "recipient__program__code" if self.finding.is_paid else "program__code"
        if self.program:
            found = found.filter(**{path: self.program})
        return found.filter(amount=None) if self.nominal == UNKNOWN else found


def tally_of(found: Any) -> Tally:
    """All rows of a queryset together."""
    return sum(tallies(found)[0].values(), Tally())


def within(found: Any, scope: Scope) -> Any:
    """In the areas of the scope, where the household is registered today, else as its list says.

    What neither places is in the whole only.
    """
    recipient = "" if isinstance(found, RecipientQuerySet) else "recipient__"
    place = Coalesce(f"{recipient}household__area", f"{recipient}area")
    placed = found.annotate(place=place)
    if scope.asked_areas is None:
        return placed
    here = Q(place__in=scope.area_ids)
    if scope.area is None:
        here |= Q(place=None)
    return placed.filter(here)


def tallies(found: Any, part: Q | None = None) -> list[Tallies]:
    """Of all rows, then of a part of them, in one query; `found` comes from `within`.

    Whether a row is of the part is asked once for each, by grouping: on SQLite a month of a moment
    in the city's zone costs more than the rest of the row.
    """
    paid = isinstance(found, DisbursementQuerySet)
    code = "recipient__program__code" if paid else "program__code"
    of_part = Value(value=False) if part is None else ExpressionWrapper(part, BooleanField())
    groups = found.order_by().annotate(of_part=of_part).values_list("place", code, "of_part")
    groups = groups.annotate(
        rows=Count("pk"),
        rupiah=Sum("amount", default=0) if paid else Value(0),
        unknown=Count("pk", filter=Q(amount=None)) if paid else Value(0),
    )
    read: list[Tallies] = [{}, {}]
    for area, key, is_of_part, *numbers in groups:
        for tallied in read if is_of_part else read[:1]:
            tallied[area, key] = tallied.get((area, key), Tally()) + Tally(*numbers)
    return read


def counted(user: User, scope: Scope) -> dict[str, Tallies]:
    """Every finding of a scope, by area and programme; one query for a finding and its part."""
    read: dict[str, Tallies] = {}
    for finding in COLUMNS:
        rows = within(finding.read(user, scope, Permission.VIEW_DASHBOARD), scope)
        part = f"{finding.key}{RECORDED}"
        if part in FINDINGS:
            asked = gone.recorded_before(scope.window)
            read[finding.key], read[part] = tallies(rows, asked)
        else:
            read[finding.key], _ = tallies(rows)
    return read
