"""Overlap rules: the pure definition against a plain count by month."""

from itertools import combinations, pairwise, permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.overlap.rules import (
    MAX_MONTH,
    MIN_MONTH,
    Aid,
    Judgement,
    ProgramFact,
    Rule,
    Segment,
    Unit,
    Verdict,
    judge,
    segments,
    verdict_of,
)

PROGRAMS = [
    ProgramFact("PKH", "pusat"),
    ProgramFact("BPNT", "pusat"),
    ProgramFact("SMD", "kota"),
    ProgramFact("BSM", "provinsi"),
    ProgramFact("PBI", "pusat", counted=False),
]
PKH, BPNT, SMD, BSM, PBI = PROGRAMS
FACTS = {program.code: program for program in PROGRAMS}
START = 24252  # January 2021
MONTHS = st.integers(START, START + 8)
WINDOWS = st.tuples(MONTHS, MONTHS).map(lambda ends: (min(ends), max(ends)))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    side = st.one_of(
        st.sampled_from([(program.code, None) for program in PROGRAMS]),
        st.sampled_from([(None, "pusat"), (None, "kota"), (None, None)]),
    )
    first, second = draw(side), draw(side)
    return Rule(
        first=first[0],
        first_source=first[1],
        second=second[0],
        second_source=second[1],
        verdict=draw(st.sampled_from(Verdict.values)),
        unit=draw(st.sampled_from(Unit.values)),
        valid_from=draw(st.one_of(st.none(), MONTHS)),
        valid_to=draw(st.one_of(st.none(), MONTHS)),
    )


@st.composite
def aids(draw: st.DrawFn) -> Aid:
    program = draw(st.sampled_from(PROGRAMS))
    first, last = draw(WINDOWS)
    person = draw(st.sampled_from([None, "ani", "budi"]))
    kk = draw(st.sampled_from([None, "1", "2"]))
    return Aid(program.code, first, last, person, kk, program.counted)


def one_rule(**fields: object) -> Rule:
    return Rule(**{"first": "PKH", "second": "BPNT", "verdict": "dilarang", **fields})  # type: ignore[arg-type]


@given(st.lists(rules(), max_size=8))
def test_segments_cover_the_whole_time_line_of_every_pair(some: list[Rule]) -> None:
    found = segments(PROGRAMS, some)
    for first, second in combinations(["BPNT", "BSM", "PKH", "SMD"], 2):
        line = [s for s in found if (s.first, s.second) == (first, second)]
        assert (line[0].from_month, line[-1].to_month) == (MIN_MONTH, MAX_MONTH)
        assert all(a.to_month + 1 == b.from_month for a, b in pairwise(line))
        assert all(s.from_month <= s.to_month for s in line)


@given(st.lists(rules(), max_size=8), st.integers(START - 2, START + 11))
def test_a_segment_says_what_the_definition_says(some: list[Rule], month: int) -> None:
    for segment in segments(PROGRAMS, some):
        if segment.from_month <= month <= segment.to_month:
            plain = verdict_of(FACTS[segment.first], FACTS[segment.second], month, some)
            assert (segment.verdict, segment.unit) == plain[:2]


@given(st.lists(rules(), max_size=6), MONTHS, st.randoms())
def test_neither_the_order_of_the_pair_nor_of_the_rules_matters(
    some: list[Rule],
    month: int,
    random: Random,
) -> None:
    shuffled = random.sample(some, len(some))
    for one, other in permutations(PROGRAMS, 2):
        assert (
            verdict_of(one, other, month, some)[:2] == verdict_of(other, one, month, shuffled)[:2]
        )


def plainly(given_aids: list[Aid], some: list[Rule], window: tuple[int, int]) -> dict[str, object]:
    """Month by month and payment by payment, without segments."""
    counted = [aid for aid in given_aids if FACTS[aid.program].counted]
    seen: set[str] = set()
    pairs, verdicts, bound, double = set(), set(), set(), False
    for month in range(window[0], window[1] + 1):
        running = [aid for aid in counted if aid.first <= month <= aid.last]
        seen |= {aid.program for aid in running}
        for one, other in combinations(running, 2):
            if one.program == other.program:
                same_kk = one.kk is not None and one.kk == other.kk
                double |= same_kk or (one.person is not None and one.person == other.person)
                continue
            verdict, unit, _ = verdict_of(FACTS[one.program], FACTS[other.program], month, some)
            pairs.add("+".join(sorted([one.program, other.program])))
            verdicts.add(verdict)
            if in_one_unit(unit, one, other):
                bound.add(verdict)
    return {
        "programs": tuple(sorted(seen)),
        "overlap": bool(verdicts - {"tidak_dihitung"}),
        "conflict": "dilarang" in bound,
        "review": "perlu_ditinjau" in bound and "dilarang" not in bound,
        "double": double,
        "pairs": tuple(sorted(pairs)),
    }


def in_one_unit(unit: str, one: Aid, other: Aid) -> bool:
    if unit == "orang":
        return one.person is not None and one.person == other.person
    return unit == "rumah_tangga" or None in (one.kk, other.kk) or one.kk == other.kk


@given(st.lists(aids(), max_size=7), st.lists(rules(), max_size=6), WINDOWS)
def test_a_household_is_judged_as_a_plain_count_by_month_does(
    some_aids: list[Aid], some: list[Rule], window: tuple[int, int]
) -> None:
    judged = judge(some_aids, segments(PROGRAMS, some), window)
    plain = plainly(some_aids, some, window)
    assert {key: getattr(judged, key) for key in plain} == plain


@given(st.lists(aids(), max_size=5), st.lists(rules(), max_size=4), WINDOWS, st.randoms())
def test_the_order_of_payments_does_not_matter(
    some_aids: list[Aid],
    some: list[Rule],
    window: tuple[int, int],
    random: Random,
) -> None:
    line = segments(PROGRAMS, some)
    shuffled = random.sample(some_aids, len(some_aids))
    assert flags(judge(some_aids, line, window)) == flags(judge(shuffled, line, window))


def flags(judged: Judgement) -> tuple[object, ...]:
    return (judged.programs, judged.overlap, judged.conflict, judged.review, judged.double)


def ruled(
    *some: Rule, month: int = START, pair: tuple[ProgramFact, ProgramFact] = (PKH, BPNT)
) -> str:
    return verdict_of(*pair, month, some).verdict


def test_a_pair_that_no_rule_names_is_to_be_looked_at_within_one_kk() -> None:
    assert verdict_of(PKH, BPNT, START, []) == ("perlu_ditinjau", "kk", None)


def test_the_more_specific_rule_wins_whatever_its_date() -> None:
    pair = one_rule(verdict="diizinkan")
    code_and_source = one_rule(second=None, second_source="pusat", valid_from=START)
    assert ruled(pair, code_and_source) == "diizinkan"


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (("PKH", None, "BPNT", None), ("PKH", None, None, "pusat")),
        (("PKH", None, None, "pusat"), ("PKH", None, None, None)),
        (("PKH", None, None, None), (None, "pusat", None, "pusat")),
        ((None, "pusat", None, "pusat"), (None, "pusat", None, None)),
    ],
)
def test_what_the_sides_name_decides(
    stronger: tuple[str | None, ...], weaker: tuple[str | None, ...]
) -> None:
    def rule(sides: tuple[str | None, ...], verdict: str) -> Rule:
        first, first_source, second, second_source = sides
        return Rule(first, second, verdict, "kk", first_source, second_source)

    assert ruled(rule(weaker, "dilarang"), rule(stronger, "diizinkan")) == "diizinkan"


def test_of_equal_rules_the_one_that_began_last_holds() -> None:
    old, new = one_rule(), one_rule(verdict="diizinkan", valid_from=START)
    assert (ruled(old, new), ruled(old, new, month=START - 1)) == ("diizinkan", "dilarang")


def test_a_rule_of_a_source_means_each_of_its_programmes_in_either_order() -> None:
    city = Rule(None, None, "dilarang", "kk", "kota")
    assert ruled(city, pair=(SMD, PKH)) == ruled(city, pair=(PKH, SMD)) == "dilarang"
    assert ruled(city, pair=(PKH, BSM)) == "perlu_ditinjau"


def test_an_ended_rule_leaves_the_time_after_it_unruled() -> None:
    line = segments([PKH, BPNT], [one_rule(valid_from=START, valid_to=START + 2)])
    assert [(s.from_month, s.to_month, s.verdict) for s in line] == [
        (MIN_MONTH, START - 1, "perlu_ditinjau"),
        (START, START + 2, "dilarang"),
        (START + 3, MAX_MONTH, "perlu_ditinjau"),
    ]


def line_of(verdict: str, unit: str = "kk") -> list[Segment]:
    return segments([PKH, BPNT], [one_rule(verdict=verdict, unit=unit)])


def test_two_kk_of_one_house_break_no_rule_that_binds_the_kk() -> None:
    house = [Aid("PKH", START, START, "ani", "1"), Aid("BPNT", START, START, "budi", "2")]
    judged = judge(house, line_of("dilarang"), (START, START))
    assert (judged.overlap, judged.conflict, judged.pairs) == (True, False, ("BPNT+PKH",))
    assert judge(house, line_of("dilarang", "rumah_tangga"), (START, START)).conflict


def test_an_unknown_kk_meets_every_kk_of_the_house() -> None:
    house = [Aid("PKH", START, START, "ani"), Aid("BPNT", START, START, "budi", "2")]
    assert judge(house, line_of("dilarang"), (START, START)).conflict


def test_a_rule_of_the_person_needs_one_person() -> None:
    both = [Aid("PKH", START, START, "ani", "1"), Aid("BPNT", START, START, "ani", "1")]
    unknown = [aid._replace(person=None) for aid in both]
    assert judge(both, line_of("dilarang", "orang"), (START, START)).conflict
    assert not judge(unknown, line_of("dilarang", "orang"), (START, START)).conflict


def test_a_pair_not_counted_makes_no_overlap() -> None:
    both = [Aid("PKH", START, START, "ani", "1"), Aid("BPNT", START, START, "ani", "1")]
    judged = judge(both, line_of("tidak_dihitung"), (START, START))
    assert not judged.overlap
    assert len(judged.programs) == 2


def test_a_quarter_and_a_month_meet_in_that_month_only() -> None:
    both = [Aid("PKH", START, START + 2, "ani", "1"), Aid("BPNT", START + 2, START + 2, "ani", "1")]
    (meeting,) = judge(both, line_of("dilarang"), (START, START + 11)).meetings
    assert (meeting.from_month, meeting.to_month, meeting.within_unit) == (
        START + 2,
        START + 2,
        True,
    )
    assert not judge(both, line_of("dilarang"), (START, START + 1)).overlap


def test_the_same_programme_twice_is_double_for_one_nik_or_one_known_kk() -> None:
    def double(*receivers: tuple[str | None, str | None]) -> bool:
        got = [Aid("PKH", START, START, person, kk) for person, kk in receivers]
        return judge(got, [], (START, START)).double

    assert double(("ani", "1"), ("ani", "2"))
    assert double(("ani", "1"), ("budi", "1"))
    assert not double(("ani", None), ("budi", None))
    assert not double((None, "1"), (None, "2"))
