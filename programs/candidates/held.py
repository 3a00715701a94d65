"""The aid that people hold already, by a few queries for thousands of them.

As programs/household_aid.py tells it for one page, without the rows that it came from; that both
say the same is tested on random cities.
"""

from dataclasses import dataclass, field

from programs.models import Disbursement
from programs.models.aid import RecipientQuerySet
from programs.overlap.rules import Aid, person_key
from registry.codes import PaymentStatus
from registry.models import Membership


@dataclass(frozen=True, slots=True)
class Held:
    """One entry of a programme's list and what was paid for the months of the period.

    `payments`: (first month, last month, status).
    """

    household_id: int | None
    program: str
    counted: bool
    person: str | None
    nik: str
    kk: str
    payments: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def aids(self) -> list[Aid]:
        """What was *disalurkan*, as rules see it."""
        return [
            Aid(self.program, first, last, self.person, self.kk or None, self.counted)
            for first, last, status in self.payments
            if status == PaymentStatus.PAID
        ]


def aid_held(recipients: RecipientQuerySet, period: tuple[int, int]) -> list[Held]:
    """Every entry of `recipients`, also one without a payment in the period."""
    columns = ("household_id", "program__code", "program__counted", "person_id")
    rows = list(recipients.order_by("program__code", "pk").values_list("pk", "nik", "kk", *columns))
    known = Membership.objects.current().kks_of(person for *_, person in rows if person)
    held = {}
    for pk, nik, kk, household, program, counted, person in rows:
        key = person_key(person, nik)
        held[pk] = Held(household, program, counted, key, nik, kk or known.get(person, ""))
    payments = Disbursement.objects.covering(*period).filter(recipient__in=held)
    for pk, first, last, status in payments.order_by("first_month", "pk").values_list(
        "recipient_id", "first_month", "last_month", "status"
    ):
        held[pk].payments.append((first, last, status))
    return list(held.values())
