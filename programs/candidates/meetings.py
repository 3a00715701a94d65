"""What one more aid would meet among those that are held already: the question before paying."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from programs.household_aid import Remark, remarks_of
from programs.overlap.rules import Aid, Meeting, Segment, Verdict, judge


@dataclass(frozen=True)
class Foreseen:
    """`remarks`: the pairs that would arise, the worst first. As in the figures a pair is forbidden
    or to be looked at within one unit only; in two KK it is allowed.
    `doubles`: the same programme held already by that person or KK for a month of the new aid.
    """

    remarks: list[Remark]
    doubles: list[Aid]

    def of(self, verdict: Verdict) -> list[Remark]:
        return [remark for remark in self.remarks if remark.verdict == verdict]


class Rulebook:
    """The rules in force, by pair of programmes, for thousands of questions."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._by_pair: dict[tuple[str, str], list[Segment]] = defaultdict(list)
        for segment in segments:
            self._by_pair[segment.first, segment.second].append(segment)

    def foresee(self, new: Aid, held: Sequence[Aid]) -> Foreseen:
        """Only what `new` brings about: two programmes that meet without it say nothing here."""
        window = (new.first, new.last)
        meetings: set[Meeting] = set()
        doubles = []
        for aid in held:
            if aid.program == new.program:
                if _is_double(new, aid):
                    doubles.append(aid)
                continue
            first, second = sorted((new.program, aid.program))
            meetings |= set(judge([new, aid], self._by_pair[first, second], window).meetings)
        return Foreseen(remarks_of(sorted(meetings, key=lambda meeting: meeting[:6])), doubles)


def _is_double(new: Aid, aid: Aid) -> bool:
    """Also of a programme that figures count apart: nobody is to be paid twice."""
    both = [new._replace(counted=True), aid._replace(counted=True)]
    return judge(both, [], (new.first, new.last)).double
