"""What the page of one programme shows: its equation, its files, and why some did not arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.text import capfirst

from bansos.dashboards.figures.discretion import Counted, Plain, counted_table
from bansos.dashboards.figures.equation import TERMS, WHOLE, Equation, Listed, Term, equation
from bansos.dashboards.figures.sources import Bundle, Reason, bundles, groups_of, reasons, rupiah_of
from bansos.lib.numbers import rupiah
from bansos.lib.suppress import Cell, Sum

ENTRIES, PAYMENTS = "dashboard_entries", "dashboard_payments"
Table = list[list[Counted]]
# Of the columns of a file: those without an amount are paid.
UNPRICED = Sum((3,), 1)


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
    def rupiah(self) -> Counted:
        """What a payment is worth is public: their sum tells how many have an amount."""
        return Counted(self.bundle.rupiah, hidden=self.paid.hidden or self.unpriced.hidden)

    @property
    def rupiah_words(self) -> str:
        return str(self.rupiah) if self.rupiah.hidden else rupiah(self.bundle.rupiah)


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
        [counted] = self._tables[0]
        return [TermShown(term, c) for term, c in zip((WHOLE, *TERMS), counted, strict=True)]

    @cached_property
    def _tables(self) -> tuple[Table, Table, Table]:
        """The equation, the files with their sum, and the reasons with theirs.

        All that is listed, and all that failed, may be the same number in each (a payment an
        entry): it is hidden in all of them or in none.
        """
        listed = failed = False
        while True:
            terms = self._term_table(listed, failed)
            files = self._bundle_table(listed, failed)
            why = self._reason_table(failed)
            was = listed, failed
            listed = terms[0][0].hidden or files[-1][0].hidden
            failed = terms[0][-1].hidden or files[-1][2].hidden or why[-1][0].hidden
            if (listed, failed) == was:
                return terms, files, why

    def _term_table(self, listed: bool, failed: bool) -> Table:
        row = [self._term(term) for term in (WHOLE, *TERMS)]
        also = _cells((listed, (0, 0)), (failed, (0, len(row) - 1)))
        return counted_table(self.listed.scope, [row], parts=range(1, len(row)), whole=0, also=also)

    def _bundle_table(self, listed: bool, failed: bool) -> Table:
        plain = [self._bundle(bundle, bundle.query) for bundle in self.bundles]
        last = len(plain)
        return counted_table(
            self.listed.scope,
            [*plain, self._bundle(_sum_of(self.bundles), {})],
            parts=(1, 2),
            whole=0,
            total=True,
            bounds=[UNPRICED],
            also=_cells((listed, (last, 0)), (failed, (last, 2))),
        )

    def _reason_table(self, failed: bool) -> Table:
        rows = [[(reason.payments, self._reason_url(reason))] for reason in self.reasons]
        total = [(sum(reason.payments for reason in self.reasons), "")]
        also = _cells((failed, (len(rows), 0)))
        return counted_table(self.listed.scope, [*rows, total], total=True, also=also)

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
        found = [*self.bundles, _sum_of(self.bundles)]
        return [BundleRow(b, *row) for b, row in zip(found, self._tables[1], strict=True)]

    @property
    def reason_rows(self) -> list[tuple[Reason, Counted]]:
        found = [(r, row[0]) for r, row in zip(self.reasons, self._tables[2], strict=False)]
        return sorted(found, key=lambda row: (*row[1].place, row[0].status, row[0].raw))

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
    groups = groups_of(listed)
    return ProgramPage(listed, equation(listed), bundles(groups), reasons(groups))


def _cells(*chosen: tuple[bool, Cell]) -> list[Cell]:
    return [cell for is_hidden, cell in chosen if is_hidden]


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
