"""What a household receives: recipients, payments, and what the rules say of them, in five queries.

The figures of a whole city are SQL (overlap/counts.py); one household, or the few of a page, are
read here and judged by the same rules (overlap/rules.py).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Prefetch

from bansos.lib.dates import joined, period_words
from bansos.lib.numbers import rupiah
from programs.models import Disbursement, Recipient
from programs.overlap.in_force import segments_in_force
from programs.overlap.rules import (
    MAX_MONTH,
    MIN_MONTH,
    UNRULED,
    Aid,
    Meeting,
    Segment,
    Unit,
    Verdict,
    judge,
    person_key,
)
from registry.codes import PaymentStatus
from registry.models import Membership

ALWAYS = (MIN_MONTH, MAX_MONTH)
VERDICT_WORDS = {
    Verdict.FORBIDDEN: "rangkap tidak diperbolehkan",
    Verdict.REVIEW: "perlu ditinjau",
    Verdict.ALLOWED: "boleh diterima bersamaan",
    Verdict.UNCOUNTED: "tidak dihitung",
}
# Where two programmes met outside the unit of their rule.
_ELSEWHERE = {
    Unit.PERSON: "oleh orang yang berbeda",
    Unit.KK: "pada KK yang berbeda",
    Unit.HOUSEHOLD: "di rumah tangga yang berbeda",
}


@dataclass(frozen=True)
class Span:
    """Months paid without a gap, and their sum where every payment names an amount."""

    first: int
    last: int
    amount: int | None

    def __str__(self) -> str:
        months = period_words(self.first, self.last)
        return f"{months}, {rupiah(self.amount)}" if self.amount else months

    def with_next(self, later: "Span") -> "Span":
        """Both as one; of a sum that is only known in part nothing is said."""
        last, amount = max(self.last, later.last), None
        if self.amount is not None and later.amount is not None:
            amount = self.amount + later.amount
        return Span(self.first, last, amount)


@dataclass(frozen=True)
class Line:
    """One entry of a programme's list that was taken for this household, with its payments."""

    recipient: Recipient
    payments: list[Disbursement]

    def __str__(self) -> str:
        """ "BPNT Januari–April 2021, Rp800.000"; a programme whose months have gaps lists them."""
        return f"{self.recipient.program.code} {' dan '.join(map(str, self.spans))}"

    @property
    def spans(self) -> list[Span]:
        """What was *disalurkan*, adjoining months as one."""
        found: list[Span] = []
        for payment in self.payments:
            if payment.status != PaymentStatus.PAID:
                continue
            span = Span(payment.first_month, payment.last_month, payment.amount)
            if found and span.first <= found[-1].last + 1:
                span = found.pop().with_next(span)
            found.append(span)
        return found


@dataclass(frozen=True)
class Remark:
    """What the rules say of two programmes in the same months, in words."""

    verdict: str
    sentence: str
    note: str = ""


@dataclass(frozen=True)
class HouseholdAid:
    """All that lists and payments say of one household."""

    lines: list[Line] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)

    @property
    def counted(self) -> list[Line]:
        return [line for line in self.lines if line.recipient.program.counted]

    @property
    def apart(self) -> list[Line]:
        """Counted apart (PBI-JK): in no figure of aid."""
        return [line for line in self.lines if not line.recipient.program.counted]

    @property
    def allowed(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.verdict == Verdict.ALLOWED]

    @property
    def warnings(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.verdict == Verdict.FORBIDDEN]

    @property
    def warning_sentences(self) -> list[str]:
        """What is not allowed: two programmes in one unit, or one programme twice."""
        doubles = [f"{code}: dibayar dua kali untuk bulan yang sama" for code in self.doubles]
        return [*(remark.sentence for remark in self.warnings), *doubles]


def aid_of(
    household_ids: Collection[int], window: tuple[int, int] = ALWAYS
) -> dict[int, HouseholdAid]:
    """The aid of these households in the months of the window; who is on no list is left out."""
    recipients = list(_recipients(household_ids, window))
    if not recipients:
        return {}
    known, timeline = _kk_of(recipients), segments_in_force()
    by_household: dict[int, list[Recipient]] = defaultdict(list)
    for recipient in recipients:
        if recipient.household_id is not None:
            by_household[recipient.household_id].append(recipient)
    return {
        key: _household_aid(group, known, timeline, window) for key, group in by_household.items()
    }


def _recipients(household_ids: Collection[int], window: tuple[int, int]) -> Iterable[Recipient]:
    inside = Disbursement.objects.covering(*window)
    payments = inside.select_related("row__run").order_by("first_month", "id")
    return (
        Recipient.objects.filter(household__in=household_ids)
        .select_related("program", "person", "row__run")
        .prefetch_related(Prefetch("disbursements", queryset=payments))
        .order_by("program__code", "id")
    )


def _kk_of(recipients: Iterable[Recipient]) -> dict[int, str]:
    """Person id → his No. KK today."""
    people = {r.person_id for r in recipients if r.person_id is not None}
    return Membership.objects.current().kks_of(people)


def _household_aid(
    recipients: list[Recipient],
    known: dict[int, str],
    timeline: list[Segment],
    window: tuple[int, int],
) -> HouseholdAid:
    lines = [Line(recipient, list(recipient.disbursements.all())) for recipient in recipients]
    aids = [aid for line in lines for aid in _aids(line, known)]
    judgement = judge(aids, timeline, window)
    by_program = groupby(sorted(aids, key=lambda a: a.program), key=lambda a: a.program)
    doubles = [code for code, group in by_program if judge(group, [], window).double]
    return HouseholdAid(lines=lines, remarks=remarks_of(judgement.meetings), doubles=doubles)


def _aids(line: Line, known: dict[int, str]) -> list[Aid]:
    recipient, person = line.recipient, line.recipient.person
    kk = recipient.kk or known.get(person.pk if person else 0)
    key = person_key(recipient.person_id, recipient.nik)
    return [
        Aid(
            recipient.program.code,
            payment.first_month,
            payment.last_month,
            person=key,
            kk=kk or None,
            counted=recipient.program.counted,
        )
        for payment in line.payments
        if payment.status == PaymentStatus.PAID
    ]


def elsewhere(meeting: Meeting) -> str:
    """Why the verdict of its rule does not bind two aids, in words; "" where it does."""
    if meeting.within_unit:
        return ""
    return _ELSEWHERE[Unit(meeting.rule.unit if meeting.rule else UNRULED.unit)]


def remarks_of(meetings: Iterable[Meeting]) -> list[Remark]:
    """One remark a pair and verdict, its months together; the worst first."""
    order = [Verdict.FORBIDDEN, Verdict.REVIEW, Verdict.ALLOWED]
    grouped: dict[tuple[str, str, str, str], list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        if meeting.verdict in order:
            key = (meeting.first, meeting.second, meeting.verdict, elsewhere(meeting))
            grouped[key].append(meeting)
    remarks = [_remark(*key, of_pair) for key, of_pair in grouped.items()]
    return sorted(remarks, key=lambda r: (order.index(Verdict(r.verdict)), r.sentence))


def _remark(first: str, second: str, verdict: str, apart: str, meetings: list[Meeting]) -> Remark:
    spans = joined(sorted((meeting.from_month, meeting.to_month) for meeting in meetings))
    months = ", ".join(period_words(*span) for span in spans)
    rule = meetings[0].rule
    words = VERDICT_WORDS[Verdict(verdict)]
    note = " ".join(part for part in [rule.note, rule.basis] if part) if rule else ""
    if verdict in (Verdict.FORBIDDEN, Verdict.REVIEW) and apart:
        # As in the figures: what is forbidden or undecided is so within one unit only.
        return Remark(
            Verdict.ALLOWED,
            f"{first} + {second} {months}: diterima {apart}, tidak melanggar aturan",
        )
    if rule is None:
        note = "Belum ada aturan untuk pasangan ini."
    return Remark(verdict, f"{first} + {second} {months}: {words}", note)
