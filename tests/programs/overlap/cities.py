"""Random small cities for the figures, and their slow plain twin: month by month, in Python."""

import datetime
from collections.abc import Iterable
from itertools import combinations
from typing import Any, NamedTuple

from hypothesis import strategies as st

from bansos.lib.dates import month_of
from programs.models import AidTimeLine, Disbursement, OverlapRule, Program, Recipient
from programs.overlap import upkeep
from programs.overlap.counts import Figures, Window
from programs.overlap.rules import ProgramFact, Rule, Unit, Verdict, verdict_of
from registry.codes import PaymentStatus
from registry.models import Area, Household, ListedAid, Release
from tests.factories import (
    DisbursementFactory,
    HouseholdFactory,
    MembershipFactory,
    RecipientFactory,
    village,
)

AREAS = ("Jawa", "Rawa Makmur")
CODES = ("PKH", "BPNT", "BST", "PBI-JK", "SMD-SEMBAKO-2021")
KKS = ("", "6472030101800001", "6472030101800002")
START = 2021 * 12
CLOSED: dict[str, Any] = {
    "closed_at": datetime.datetime(2021, 7, 1, tzinfo=datetime.UTC),
    "closed_on": datetime.date(2021, 7, 1),
    "closed_reason": "pindah",
}


class Paid(NamedTuple):
    first: int
    length: int
    status: str


class Listed(NamedTuple):
    """A row of a recipient list; `member` 0 is nobody known of the household."""

    code: str
    member: int
    kk: str
    nik: str
    payments: list[Paid]


class Home(NamedTuple):
    area: str
    closed: bool
    member_kks: list[str]
    recipients: list[Listed]
    according_to_dtks: list[str]


# Dense on purpose: where no aid meets another there is nothing to disagree on.
_payments = st.builds(
    Paid,
    st.integers(0, 3),
    st.integers(1, 4),
    st.sampled_from([PaymentStatus.PAID] * 6 + [PaymentStatus.FAILED, PaymentStatus.EXCLUDED]),
)
_recipients = st.builds(
    Listed,
    st.sampled_from(CODES),
    st.integers(0, 2),
    st.sampled_from(KKS),
    st.sampled_from(["", "", "6472031205800001"]),
    st.lists(_payments, min_size=1, max_size=2),
)


def _homes(recipients: st.SearchStrategy[list[Listed]]) -> st.SearchStrategy[Home]:
    return st.builds(
        Home,
        st.sampled_from(AREAS),
        st.sampled_from([False] * 5 + [True]),
        st.lists(st.sampled_from(KKS), min_size=2, max_size=2),
        recipients,
        st.lists(st.sampled_from([*CODES, "TIDAK-DIKENAL"]), max_size=1),
    )


_busy = _homes(st.lists(_recipients, min_size=3, max_size=4))
_quiet = _homes(st.lists(_recipients, max_size=1))
homes = st.tuples(_busy, _busy, _quiet)
_first_sides = st.sampled_from(["PKH", "BPNT", "SMD-SEMBAKO-2021", "source:pusat"])
_second_sides = st.sampled_from(["BPNT", "BST", "PBI-JK", "source:pusat", "source:kota", ""])
_days = st.none() | st.builds(datetime.date, st.just(2021), st.integers(1, 6), st.integers(1, 28))
rules = st.lists(
    st.tuples(
        _first_sides,
        _second_sides,
        st.sampled_from(Verdict.values),
        st.sampled_from(Unit.values),
        _days,
        _days,
    ).filter(lambda rule: rule[0] != rule[1] or rule[0].startswith("source:")),
    min_size=1,
    max_size=4,
)
windows = st.builds(
    lambda first, length: Window(START + first, START + first + length),
    st.integers(-1, 3),
    st.integers(0, 6),
)


def build(homes: Iterable[Home], rules: Iterable[tuple[Any, ...]]) -> None:
    """Makes the city, with these rules in place of the shipped ones."""
    Recipient.objects.all().delete()
    Household.objects.all().delete()
    OverlapRule.objects.all().delete()
    for rule in rules:
        _make_rule(*rule)
    release, _ = Release.objects.get_or_create(
        code="DTKS 2021-01", defaults={"issued_on": datetime.date(2021, 1, 1)}
    )
    for home in homes:
        _make_home(home, release)


def build_unadded(homes: Iterable[Home], rules: Iterable[tuple[Any, ...]]) -> None:
    """The same by rules that were in force when aid was last added up: all of it is marked."""
    upkeep.refresh()
    build([], rules)
    upkeep.refresh()
    build(homes, rules)
    AidTimeLine.objects.update(text=upkeep.InForce.today().text)


def _make_rule(
    first: str,
    second: str,
    verdict: str,
    unit: str,
    one_day: datetime.date | None,
    other_day: datetime.date | None,
) -> None:
    if one_day and other_day and one_day > other_day:
        one_day, other_day = other_day, one_day
    OverlapRule.objects.create(
        **_side("first", first),
        **_side("second", second),
        verdict=verdict,
        unit=unit,
        valid_from=one_day,
        valid_to=other_day,
    )


def _side(name: str, words: str) -> dict[str, Any]:
    if words.startswith("source:"):
        return {f"{name}_source": words.removeprefix("source:")}
    return {name: Program.objects.get(code=words)} if words else {}


def _make_home(home: Home, release: Release) -> None:
    household = HouseholdFactory.create(area=village(home.area), **(CLOSED if home.closed else {}))
    members = [
        MembershipFactory.create(household=household, kk=kk).person for kk in home.member_kks
    ]
    for code in home.according_to_dtks:
        ListedAid.objects.create(
            release=release, household=household, person=members[0], program_code=code
        )
    for listed in home.recipients:
        recipient = RecipientFactory.create(
            program=Program.objects.get(code=listed.code),
            household=household,
            person=members[listed.member - 1] if listed.member else None,
            kk=listed.kk,
            nik=listed.nik,
        )
        for number, paid in enumerate(listed.payments):
            DisbursementFactory.create(
                recipient=recipient,
                first_month=START + paid.first,
                last_month=START + paid.first + paid.length - 1,
                stage=str(number),
                status=paid.status,
            )


class Month(NamedTuple):
    """One month of aid of one payment."""

    payment: int
    month: int
    program: ProgramFact
    person: object
    kk: str


def plain_marks(household: Household, window: Window) -> set[str]:
    """The keys of every figure that counts a household, in the words of docs/overlap.md."""
    rules = rules_in_force()
    months = [month for month in _months(household) if window.first <= month.month <= window.last]
    counted = {month.program.code for month in months if month.program.counted}
    marks = {"households", ("none", "one", "several")[min(len(counted), 2)]}
    marks |= {f"program:{month.program.code}" for month in months}
    for one, other in combinations([month for month in months if month.program.counted], 2):
        if one.month == other.month:
            marks |= _met(one, other, rules)
    return (marks - {"review"} if "conflict" in marks else marks) | _ever(household)


def rules_in_force() -> list[Rule]:
    """Read one by one, apart from the reading that is tested."""
    return [
        Rule(
            first=rule.first.code if rule.first else None,
            second=rule.second.code if rule.second else None,
            first_source=rule.first_source or None,
            second_source=rule.second_source or None,
            verdict=rule.verdict,
            unit=rule.unit,
            valid_from=month_of(rule.valid_from) if rule.valid_from else None,
            valid_to=month_of(rule.valid_to) if rule.valid_to else None,
        )
        for rule in OverlapRule.objects.with_sides().order_by("pk")
    ]


def _months(household: Household) -> list[Month]:
    paid = Disbursement.objects.filter(recipient__household=household, status=PaymentStatus.PAID)
    return [
        Month(payment.pk, month, _fact(payment.recipient.program), *_receiver(payment.recipient))
        for payment in paid
        for month in range(payment.first_month, payment.last_month + 1)
    ]


def _fact(program: Program) -> ProgramFact:
    return ProgramFact(program.code, program.source, program.counted)


def _receiver(recipient: Recipient) -> tuple[object, str]:
    """The person and the KK ('' unknown) that an aid counts for."""
    if recipient.person is None:
        return recipient.nik or None, recipient.kk
    current = recipient.person.memberships.filter(valid_to=None).first()
    return recipient.person.pk, recipient.kk or (current.kk if current else "")


def _met(one: Month, other: Month, rules: list[Rule]) -> set[str]:
    same_person = one.person is not None and one.person == other.person
    if one.program == other.program:
        same_receiver = same_person or (one.kk == other.kk != "")
        return {"double"} if one.payment != other.payment and same_receiver else set()
    first, second = sorted([one, other], key=lambda month: month.program.code)
    ruling = verdict_of(first.program, second.program, one.month, rules)
    marks = {f"pair:{first.program.code}+{second.program.code}"}
    if ruling.verdict != Verdict.UNCOUNTED:
        marks.add("overlap")
    same_kk = "" in {one.kk, other.kk} or one.kk == other.kk
    within = {Unit.PERSON: same_person, Unit.KK: same_kk, Unit.HOUSEHOLD: True}
    words = {Verdict.FORBIDDEN: "conflict", Verdict.REVIEW: "review"}
    if within[Unit(ruling.unit)] and Verdict(ruling.verdict) in words:
        marks.add(words[Verdict(ruling.verdict)])
    return marks


def _ever(household: Household) -> set[str]:
    recipients = Recipient.objects.filter(household=household, program__counted=True)
    if any(
        payment.status == PaymentStatus.PAID
        for recipient in recipients
        for payment in recipient.disbursements.all()
    ):
        return set()
    claimed = {aid.program_code for aid in household.listed_aid.all()}
    known = Program.objects.filter(code__in=claimed, counted=True)
    return {"listed_only"} if recipients or known else {"never"}


def plain_figures(window: Window, area: Area | None = None) -> Figures:
    counted = Figures()
    households = Household.objects.filter(closed_at=None)
    for household in households.filter(area=area) if area else households:
        for mark in plain_marks(household, window):
            counted.add(mark, 1)
    return counted
