"""The figures of a made-up city, counted in plain Python as if no officer had been out yet."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from programs.overlap.rules import Aid, ProgramFact, Rule, Segment, judge, segments
from programs.reference import shipped_rows
from verification.demo.city import City
from verification.demo.documents import NEW_RELEASE, iso_month
from verification.demo.plan import AidPlan, HousePlan

WINDOWS = ((2021 * 12, 2021 * 12 + 11), (2021 * 12 + 6, 2021 * 12 + 6), (2020 * 12, 2021 * 12 + 11))


class Tally:
    """Adds households up for one window of months."""

    def __init__(self, window: tuple[int, int], programs: dict[str, ProgramFact]) -> None:
        self.window = window
        self.programs = programs
        self.segments = shipped_segments(programs.values())
        self.plain: Counter[str] = Counter()
        self.by_program: Counter[str] = Counter()
        self.pairs: Counter[str] = Counter()

    def add(self, house: HousePlan) -> None:
        aids = [aid for plan in house.aid if plan.linked_by for aid in self._paid(house, plan)]
        said = judge(aids, self.segments, self.window)
        count = len(said.programs)
        self.plain.update({"households": 1, ("none", "one", "several")[min(count, 2)]: 1})
        for figure in ("overlap", "conflict", "review", "double"):
            self.plain[figure] += getattr(said, figure)
        self.pairs.update(said.pairs)
        first, last = self.window
        inside = {aid.program for aid in aids if aid.first <= last and aid.last >= first}
        self.by_program.update(inside)
        self._ever(house, any(aid.counted for aid in aids))

    def as_json(self) -> dict[str, Any]:
        words = (
            *("households", "none", "one", "several", "overlap", "conflict", "review", "double"),
            *("never", "listed_only"),
        )
        return {
            **{word: self.plain[word] for word in words},
            "by_program": dict(sorted(self.by_program.items())),
            "pairs": dict(sorted(self.pairs.items())),
        }

    def _ever(self, house: HousePlan, is_paid: bool) -> None:
        """Neither depends on the window."""
        if is_paid:
            return
        named = {plan.program for plan in house.aid if plan.linked_by} | house.claims
        listed = any(self.programs[code].counted for code in named)
        self.plain["listed_only" if listed else "never"] += 1

    def _paid(self, house: HousePlan, plan: AidPlan) -> Iterable[Aid]:
        person = next((one for one in house.people if one.number == plan.person), None)
        kk = plan.kk or (person.kk if person else "") or None
        for payment in plan.payments:
            if payment.status == "disalurkan":
                yield Aid(
                    plan.program,
                    payment.first,
                    payment.last,
                    person=str(plan.person) if person else None,
                    kk=kk,
                    counted=self.programs[plan.program].counted,
                )


def figures_of(city: City) -> dict[str, Any]:
    """`overlap`: one entry a window; `register`: the figures of the newest release."""
    programs = shipped_programs()
    tallies = [Tally(window, programs) for window in WINDOWS]
    delivered, gone = set(), Counter[str]()
    for house in city.houses():
        for tally in tallies:
            tally.add(house)
        if NEW_RELEASE in house.releases:
            delivered.add(house.village.district_code)
        else:
            gone[house.village.district_code] += 1
    return {
        "overlap": [
            {
                "from": iso_month(tally.window[0]),
                "to": iso_month(tally.window[1]),
                "figures": tally.as_json(),
            }
            for tally in tallies
        ],
        "register": {
            "release": NEW_RELEASE,
            "figures": {
                "listed": city.households,
                "unverified": city.households,
                "dropped": sum(gone[district] for district in delivered),
            },
        },
    }


def shipped_programs() -> dict[str, ProgramFact]:
    return {
        row["code"]: ProgramFact(row["code"], row["source"], row["counted"] == "ya")
        for row in shipped_rows("programs.csv")
    }


def shipped_segments(programs: Iterable[ProgramFact]) -> list[Segment]:
    rules = [
        Rule(
            first=row["first"] or None,
            second=row["second"] or None,
            verdict=row["verdict"],
            unit=row["unit"],
            first_source=row["first_source"] or None,
            second_source=row["second_source"] or None,
        )
        for row in shipped_rows("rules.csv")
    ]
    return segments(list(programs), rules)
