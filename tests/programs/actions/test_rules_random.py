"""Whatever is decided of the rules of a random city, its figures follow at once."""

import datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.actions.rules import RuleRefused, Terms, add_rule, change_rule, end_rule
from programs.models import OverlapRule, Program
from programs.overlap.counts import Window, figures
from programs.overlap.rules import Unit, Verdict
from programs.overlap.upkeep import refresh
from registry.models import User
from tests.factories import UserFactory
from tests.programs.overlap import cities

_days = st.none() | st.builds(datetime.date, st.just(2021), st.integers(1, 6), st.integers(1, 28))
_acts = st.tuples(
    st.sampled_from(["add", "change", "end"]),
    st.sampled_from(Verdict.values),
    st.sampled_from(Unit.values),
    _days,
    st.integers(0, 9),
)


@pytest.mark.django_db
@settings(max_examples=25)
@given(cities.homes, cities.rules, st.lists(_acts, min_size=1, max_size=3), cities.windows)
def test_figures_follow_every_decision(
    homes: tuple[cities.Home, ...],
    rules: list[tuple[Any, ...]],
    acts: list[tuple[Any, ...]],
    window: Window,
) -> None:
    with transaction.atomic():
        cities.build(homes, rules)
        refresh()
        by = UserFactory(role="admin")
        for act in acts:
            _do(by, *act)
            assert figures(window) == cities.plain_figures(window)
        refresh()
        assert figures(window) == cities.plain_figures(window)
        transaction.set_rollback(True)


def _do(by: User, act: str, verdict: str, unit: str, day: datetime.date | None, which: int) -> None:
    rules = list(OverlapRule.objects.order_by("pk"))
    rule = rules[which % len(rules)]
    seen: dict[str, Any] = {"by": by, "seen_version": rule.version, "reason": "uji coba"}
    try:
        if act == "end":
            end_rule(rule=rule, on=day or datetime.date(2021, 3, 1), **seen)
        elif act == "change":
            said = Terms.of(rule).fields | {"verdict": verdict, "unit": unit}
            change_rule(rule=rule, terms=Terms(**said), **seen)
        else:
            pair = {"first": "BPNT", "second": "PKH"}
            sides = {side: Program.objects.get(code=code) for side, code in pair.items()}
            add_rule(terms=Terms(**sides, verdict=verdict, unit=unit, valid_from=day), by=by)
    except RuleRefused:
        pass  # a second rule of one beginning, or an end before it
