"""Overlap rules: added, corrected, ended. None is ever deleted: what held in a month is kept.

The figures need no telling: spans know by which rules they were made (overlap/spans.py).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet

from bansos.lib.dates import month_of, month_word
from bansos.lib.datewords import day_words
from programs.models import OverlapRule, Program
from programs.models.program import side_words
from programs.overlap.rules import Unit, Verdict
from registry.actions.households import Stale
from registry.audit import record
from registry.events import Verb
from registry.models import User
from registry.roles import Permission


class RuleRefused(Exception):
    """The rule cannot stand so; `field` names the part of the form that is to blame."""

    def __init__(self, words: str, field: str = "") -> None:
        self.field = field
        super().__init__(words)


@dataclass(frozen=True)
class Terms:
    """All that a rule says. A side is a programme, or a source, or (the second) neither."""

    verdict: str
    first: Program | None = None
    second: Program | None = None
    first_source: str = ""
    second_source: str = ""
    unit: str = Unit.KK.value
    valid_from: date | None = None
    valid_to: date | None = None
    basis: str = ""
    note: str = ""

    @classmethod
    def of(cls, rule: OverlapRule) -> "Terms":
        return cls(**{name: getattr(rule, name) for name in cls.__dataclass_fields__})

    @property
    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @property
    def pair(self) -> str:
        first = side_words(self.first, self.first_source)
        return f"{first} + {side_words(self.second, self.second_source)}"

    @property
    def in_words(self) -> dict[str, str]:
        """For the history, as a person reads it."""
        return {
            "pair": self.pair,
            "verdict": Verdict(self.verdict).label,
            "unit": Unit(self.unit).label,
            "valid_from": day_words(self.valid_from) if self.valid_from else "sejak awal",
            "valid_to": day_words(self.valid_to) if self.valid_to else "seterusnya",
            "basis": self.basis,
            "note": self.note,
        }


@transaction.atomic
def add_rule(*, terms: Terms, by: User) -> OverlapRule:
    """A new rule; where it begins later than another of its pair, it holds from there on.

    Raises RuleRefused.
    """
    _may(by)
    _check(terms)
    rule = OverlapRule.objects.create(**terms.fields)
    _record(Verb.RULE_ADDED, rule, by, None, terms)
    return rule


@transaction.atomic
def change_rule(
    *, rule: OverlapRule, terms: Terms, by: User, seen_version: int, reason: str
) -> OverlapRule:
    """Corrects what a rule should have said all along. Raises RuleRefused, Stale."""
    _may(by)
    _check(terms, besides=rule)
    return _rewrite(Verb.RULE_CHANGED, rule, terms, by, seen_version, reason)


@transaction.atomic
def end_rule(
    *, rule: OverlapRule, on: date, by: User, seen_version: int, reason: str
) -> OverlapRule:
    """The rule holds to the end of the month of `on`, no longer. Raises RuleRefused, Stale."""
    _may(by)
    if rule.valid_to is not None and rule.valid_to <= on:
        raise RuleRefused(f"Aturan ini sudah berakhir {day_words(rule.valid_to)}.", "on")
    if rule.valid_from is not None and on < rule.valid_from:
        raise RuleRefused(f"Aturan ini baru mulai {day_words(rule.valid_from)}.", "on")
    terms = Terms(**Terms.of(rule).fields | {"valid_to": on})
    return _rewrite(Verb.RULE_ENDED, rule, terms, by, seen_version, reason)


def _may(by: User) -> None:
    if not by.sees_whole_city(Permission.ADMINISTER):
        raise PermissionDenied


def _check(terms: Terms, besides: OverlapRule | None = None) -> None:
    """One rule for a pair and a month of beginning, so that the page says which one holds."""
    if terms.first is not None and terms.first == terms.second:
        raise RuleRefused("Pilih dua program yang berbeda.", "second")
    if terms.valid_from and terms.valid_to and terms.valid_to < terms.valid_from:
        raise RuleRefused("Tanggal akhir mendahului tanggal mulai.", "valid_to")
    _decide_alone()
    others = _of_the_pair(terms)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    begun = {month_of(day) if day else None for day in others.values_list("valid_from", flat=True)}
    month = month_of(terms.valid_from) if terms.valid_from else None
    if month in begun:
        when = f"mulai {month_word(month)}" if month else "sejak awal"
        raise RuleRefused(
            f"Pasangan {terms.pair} sudah punya aturan {when}. Perbaiki aturan itu.", "valid_from"
        )


def _decide_alone() -> None:
    """Holds all programmes, so that of two equal rules at once the second is seen and refused.

    All, for a side may be a source; nothing that only names a programme (a payment) waits for it.
    """
    held = Program.objects.select_for_update(no_key=True).order_by("pk")
    list(held.values_list("pk", flat=True))


def _of_the_pair(terms: Terms) -> QuerySet[OverlapRule]:
    sides = [(terms.first, terms.first_source), (terms.second, terms.second_source)]
    either = Q()
    for (first, first_source), (second, second_source) in (sides, sides[::-1]):
        either |= Q(
            first=first,
            first_source=first_source,
            second=second,
            second_source=second_source,
        )
    return OverlapRule.objects.filter(either)


def _rewrite(
    verb: Verb, rule: OverlapRule, terms: Terms, by: User, seen_version: int, reason: str
) -> OverlapRule:
    """Whoever comes second finds another version and writes nothing."""
    seen = OverlapRule.objects.filter(pk=rule.pk, version=seen_version)
    before = seen.with_sides().first()
    if before is not None and Terms.of(before) == terms:
        return before
    if before is None or not seen.update(**terms.fields, version=F("version") + 1):
        raise Stale(rule)
    _record(verb, before, by, Terms.of(before), terms, reason)
    return OverlapRule.objects.with_sides().get(pk=rule.pk)


def _record(
    verb: Verb,
    rule: OverlapRule,
    by: User,
    before: Terms | None,
    after: Terms,
    reason: str = "",
) -> None:
    old, new = before.in_words if before else {}, after.in_words
    differing = [key for key in new if old.get(key) != new[key]]
    record(
        verb,
        by=by,
        subject=f"{rule.subject}{after.pair}",
        before={key: old[key] for key in differing if key in old},
        after={key: new[key] for key in differing},
        reason=reason or after.basis,
    )
