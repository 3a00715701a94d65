"""The equation of a programme that closes: where each entry of its lists went.

An *entry* is a recipient, as the programme's own lists name him, with a payment of any state for
a month of the window. `parts` gives each entry exactly one part, so that the terms are disjoint
and exhaustive; the equation groups by it and the list behind a term filters on it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    Value,
    When,
)

from bansos.dashboards.figures.scope import Scope
from programs.models import Disbursement, LinkState, Program, Recipient
from programs.models.aid import DisbursementQuerySet, RecipientQuerySet
from registry.models import User
from registry.roles import Permission

LISTED, HOUSEHOLD, FURTHER = "daftar", "rumah-tangga", "serumah"


@dataclass(frozen=True)
class Term:
    """One side of the equation; `label` stands in the sentence, `definition` under its number."""

    key: str
    label: str
    definition: str
    tone: str = ""


WHOLE = Term(
    LISTED,
    "penerima dalam daftar",
    "Setiap penerima menurut daftar penyaluran, apa pun keadaannya, untuk bulan pada periode ini.",
    "plain",
)
TERMS = (
    Term(
        HOUSEHOLD,
        "rumah tangga",
        "Rumah tangga yang belum ditutup, dengan paling sedikit satu penerima yang disalurkan.",
    ),
    Term(
        FURTHER,
        "KPM lain serumah",
        "Penerima kedua dan seterusnya yang disalurkan dalam rumah tangga yang sama.",
        "plain",
    ),
    Term(
        "ditutup",
        "milik rumah tangga yang sudah ditutup",
        "Disalurkan, tetapi rumah tangganya hari ini sudah ditutup: meninggal, pindah, atau lain.",
        "warn",
    ),
    Term(
        "luar",
        "di luar register",
        "Disalurkan, tetapi tidak ada rumah tangganya di register.",
        "warn",
    ),
    Term(
        "menunggu",
        "menunggu dihubungkan",
        "Disalurkan, calon rumah tangganya lebih dari satu atau belum pasti.",
        "warn",
    ),
    Term(
        "gagal",
        "tidak disalurkan",
        "Tidak satu pun penyalurannya pada periode ini berstatus disalurkan.",
        "stop",
    ),
)
TERM = {term.key: term for term in (WHOLE, *TERMS)}


@dataclass(frozen=True)
class Listed:
    """The entries of one programme that a user may count, in a scope; or may take away."""

    program: Program
    scope: Scope
    user: User
    permission: Permission = Permission.VIEW_DASHBOARD

    @property
    def sees_outside(self) -> bool:
        """Who lies in no household is shown to those who may see the whole city's."""
        return self.user.sees_whole_city(Permission.VIEW_OUTSIDE)

    @cached_property
    def entries(self) -> RecipientQuerySet:
        """Each entry once, with `part`: the term that counts it (further KPM not yet told apart).

        Linked ones stand where their household is registered today, the others where their list
        places them; without a place, in the whole of what the user sees.
        """
        payments = self._payments.filter(recipient=OuterRef("pk"))
        return self._recipients.filter(Exists(payments)).annotate(
            part=_part(Exists(payments.paid()))
        )

    def behind(self, key: str) -> RecipientQuerySet:
        """The entries that a term counts; of a household its first entry. KeyError: no such term.

        As many rows as the number says, for each of them.
        """
        if TERM[key] is WHOLE:
            return self.entries
        if key not in (HOUSEHOLD, FURTHER):
            return self.entries.filter(Q(part=key))
        earlier = Recipient.objects.filter(
            Exists(self._payments.paid().filter(recipient=OuterRef("pk"))),
            program=self.program,
            household=OuterRef("household"),
            pk__lt=OuterRef("pk"),
        )
        housed = self.entries.filter(Q(part=HOUSEHOLD))
        return housed.filter(Exists(earlier) if key == FURTHER else ~Exists(earlier))

    @property
    def payments(self) -> DisbursementQuerySet:
        """Every payment of the window of these entries."""
        return self._payments.filter(recipient__in=self._recipients.values("pk"))

    @property
    def _recipients(self) -> RecipientQuerySet:
        """On the programme's lists, in the scope, in whatever months."""
        seen = Recipient.objects.visible_to(self.user, self.permission)
        if self.scope.asked_areas is None:
            return seen.filter(program=self.program)
        linked = Q(household__area_id__in=self.scope.area_ids)
        unlinked = Q(household=None)
        if self.scope.area is not None:
            unlinked &= Q(area_id__in=self.scope.area_ids)
        return seen.filter(linked | unlinked, program=self.program)

    @property
    def _payments(self) -> DisbursementQuerySet:
        return Disbursement.objects.covering(*self.scope.window)


def _part(paid: Exists) -> Case:
    return Case(
        When(~Q(paid), then=Value("gagal")),
        When(household__isnull=False, household__closed_at=None, then=Value(HOUSEHOLD)),
        When(household__isnull=False, then=Value("ditutup")),
        When(link_state=LinkState.OUTSIDE, then=Value("luar")),
        default=Value("menunggu"),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class Equation:
    """How many entries each term counts."""

    counts: dict[str, int]

    @property
    def listed(self) -> int:
        """Counted by itself, not as the sum of the terms."""
        return self.counts[LISTED]

    @property
    def closes(self) -> bool:
        return self.listed == sum(self.counts[term.key] for term in TERMS)


def equation(listed: Listed) -> Equation:
    """The numbers of the equation, in two queries."""
    parts: list[dict[str, Any]] = list(
        listed.entries.order_by()  # type: ignore[misc]
        .values("part")
        .annotate(entries=Count("pk"), households=Count("household", distinct=True))
    )
    counts = dict.fromkeys(TERM, 0) | {row["part"]: row["entries"] for row in parts}
    for row in parts:
        if row["part"] == HOUSEHOLD:
            counts[HOUSEHOLD] = row["households"]
            counts[FURTHER] = row["entries"] - row["households"]
    return Equation(counts | {LISTED: listed.entries.count()})
