"""Whom the rows of a list mean: by the numbers, else by name, day of birth and address."""

from collections.abc import Sequence
from dataclasses import dataclass

from programs.linking import DOUBTFUL, OUTSIDE, Candidate, Link, Linker, Register, Score, Wanted
from programs.linking.rows import by_name, candidates_by_row
from programs.models import LinkState


@dataclass(frozen=True)
class Meant:
    """`score` where no number told; `doubtful`: an import would ask an officer about it.

    Then `link` leads to the likeliest, so that what is known of him can be weighed.
    """

    link: Link
    score: Score | None = None
    doubtful: bool = False


class Recogniser:
    """The rows of one list, batch by batch; the kelurahan that were read are kept."""

    def __init__(self) -> None:
        self._register = Register()

    def meant(self, rows: Sequence[Wanted]) -> list[Meant]:
        """As `RowLinker` would link them; each is scored once, and the score is kept."""
        numbers = Linker((row.nik, row.kk) for row in rows)
        found = {row: Meant(numbers.find(row.nik, row.kk, row.name_key)) for row in rows}
        left = [row for row, meant in found.items() if meant.link == OUTSIDE]
        for row, candidates in candidates_by_row(left, self._register):
            found[row] = _by_name(candidates)
        return [found[row] for row in rows]


def _by_name(candidates: list[Candidate]) -> Meant:
    link = by_name(candidates)
    if link == OUTSIDE:
        return Meant(link)
    likeliest = candidates[0]
    if link != DOUBTFUL:
        return Meant(link, likeliest.score)
    taken_for = Link(LinkState.LINKED, "", likeliest.person_id, likeliest.household_id)
    return Meant(taken_for, likeliest.score, doubtful=True)
