"""People and families that one list names twice: they would be paid twice."""

from dataclasses import replace

from programs.candidates.verdicts import Answer, MeantFor
from programs.candidates.words import Outcome
from programs.models import Program
from registry.codes import ProgramTarget

# Verdicts that already keep a row from being paid: they stand, with the other row beside them.
STOPPED = frozenset(
    {
        *(Outcome.FORBIDDEN, Outcome.RECEIVES, Outcome.DECEASED, Outcome.MOVED),
        *(Outcome.CLOSED, Outcome.UNREADABLE),
    }
)


class Repeats:
    """Remembers the numbers of a list, row by row, for as long as it is checked."""

    def __init__(self, program: Program | None) -> None:
        # What is given to each person may stand on a list for several of one KK: to be listed so is
        # no mistake. Paid in one month they are `double` all the same (docs/overlap.md), whatever
        # the target: there one NIK or one KK counts.
        self.by_kk = program is not None and program.target != ProgramTarget.PERSON
        self._row_of: dict[str, int] = {}

    def seen(self, row: int, meant_for: MeantFor, answer: Answer) -> Answer:
        """`answer`, or that the same person or KK stood in an earlier row."""
        person, kk = meant_for
        keys = {"Orang": f"orang {person}" if person else "", "KK": f"kk {kk}" if kk else ""}
        if not self.by_kk:
            del keys["KK"]
        earlier = {who: self._row_of.get(key) for who, key in keys.items()}
        for key in filter(None, keys.values()):
            self._row_of.setdefault(key, row)
        who = next((who for who, at in earlier.items() if at), None)
        if who is None:
            return answer
        reason = f"{who} yang sama ada di baris {earlier[who]}"
        outcome = answer.outcome if answer.outcome in STOPPED else Outcome.LISTED_TWICE
        return replace(answer, outcome=outcome, reasons=(reason, *answer.reasons))
