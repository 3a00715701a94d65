"""What the page of one programme shows: its equation, its files, and why some did not arrive."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from bansos.dashboards.figures.discretion import Counted, Plain, counted_table
from bansos.dashboards.figures.equation import TERMS, WHOLE, Equation, Listed, Term, equation
from bansos.dashboards.figures.sources import Bundle, Reason, bundles, reasons, rupiah_of
from bansos.lib.numbers import rupiah

ENTRIES, PAYMENTS = "dashboard_entries", "dashboard_payments"


@dataclass(frozen=True)
class TermShown:
    """A term with its number; the arguments of dashboards/_figures.html, but for `kind`."""

    term: Term
    counted: Counted
    share: str = ""

    @property
    def label(self) -> str:
        return capfirst(self.term.label)

    @property
    def definition(self) -> str:
        return self.term.definition

    @property
    def tone(self) -> str:
        return self.term.tone

    @property
    def value(self) -> int:
        return self.counted.value

    @property
    def text(self) -> str:
        return self.counted.text

    @property
    def link(self) -> str:
        return self.counted.link


@dataclass(frozen=True)
class BundleRow:
    bundle: Bundle
    payments: Counted
    paid: Counted
    unpaid: Counted
    unpriced: Counted

    @property
    def rupiah(self) -> str:
        return str(self.paid) if self.paid.hidden else rupiah(self.bundle.rupiah)


@dataclass(frozen=True)
class ProgramPage:
    """All the numbers of one programme in a scope."""

    listed: Listed
    equation: Equation
    bundles: list[Bundle]
    reasons: list[Reason]

    @property
    def whole(self) -> TermShown:
        return self._terms[0]

    @property
    def terms(self) -> list[TermShown]:
        return self._terms[1:]

    @property
    def _terms(self) -> list[TermShown]:
        row = [self._term(term) for term in (WHOLE, *TERMS)]
        [counted] = counted_table(self.listed.scope, [row], parts=range(1, len(row)), whole=0)
        return [TermShown(term, c) for term, c in zip((WHOLE, *TERMS), counted, strict=True)]

    def _term(self, term: Term) -> Plain:
        code = self.listed.program.code
        scope = self.listed.scope
        if term.key == "rumah-tangga":
            return self.equation.counts[term.key], scope.list_url(f"program:{code}")
        url = scope.address(ENTRIES, code, bagian=term.key)
        return self.equation.counts[term.key], url

    @property
    def bundle_rows(self) -> list[BundleRow]:
        """The files, and last their sum."""
        summed = _sum_of(self.bundles)
        plain = [self._bundle(bundle, bundle.query) for bundle in self.bundles]
        counted = counted_table(
            self.listed.scope,
            [*plain, self._bundle(summed, {})],
            parts=(1, 2),
            whole=0,
            total=True,
        )
        return [BundleRow(b, *row) for b, row in zip([*self.bundles, summed], counted, strict=True)]

    @property
    def reason_rows(self) -> list[tuple[Reason, Counted]]:
        rows = [[(reason.payments, self._reason_url(reason))] for reason in self.reasons]
        total = [(sum(reason.payments for reason in self.reasons), "")]
        counted = counted_table(self.listed.scope, [*rows, total], total=True)
        return [(r, row[0]) for r, row in zip(self.reasons, counted, strict=False)]

    def _bundle(self, bundle: Bundle, query: dict[str, str]) -> Sequence[Plain]:
        numbers = (
            (bundle.payments, ""),
            (bundle.paid, "disalurkan"),
            (bundle.unpaid, "tidak"),
            (bundle.unpriced, "tanpa_nominal"),
        )
        return [(number, self._payments_url(query | _state(state))) for number, state in numbers]

    def _reason_url(self, reason: Reason) -> str:
        return self._payments_url(reason.query) if reason.may_stand_in_an_address else ""

    def _payments_url(self, query: dict[str, str]) -> str:
        return self.listed.scope.address(PAYMENTS, self.listed.program.code, **query)


def program_page(listed: Listed) -> ProgramPage:
    return ProgramPage(listed, equation(listed), bundles(listed), reasons(listed))


def _state(state: str) -> dict[str, str]:
    return {"keadaan": state} if state else {}


def _sum_of(found: list[Bundle]) -> Bundle:
    return Bundle(
        first=0,
        last=0,
        run=None,
        payments=sum(bundle.payments for bundle in found),
        paid=sum(bundle.paid for bundle in found),
        rupiah=rupiah_of(found),
        unpriced=sum(bundle.unpriced for bundle in found),
    )
