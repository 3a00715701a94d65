"""Whom the rows of a list mean: by the numbers, else by name, day of birth and address."""

from collections.abc import Sequence
from dataclasses import dataclass

from programs.linking import Link, Register, RowLinker, Score, Wanted
from programs.linking.rows import candidates_by_row
from programs.models import LinkMethod, LinkState


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
        linker = RowLinker(rows, self._register)
        links = [linker.find(row) for row in rows]
        unsure = [row for row, link in zip(rows, links, strict=True) if _by_likeness(link)]
        likeliest = {
            row: candidates[0]
            for row, candidates in candidates_by_row(list(dict.fromkeys(unsure)), self._register)
            if candidates
        }
        found = []
        for row, link in zip(rows, links, strict=True):
            best = likeliest.get(row)
            if best is None:
                found.append(Meant(link))
            elif link.state == LinkState.DOUBTFUL:
                taken_for = Link(LinkState.LINKED, "", best.person_id, best.household_id)
                found.append(Meant(taken_for, best.score, doubtful=True))
            else:
                found.append(Meant(link, best.score))
        return found


def _by_likeness(link: Link) -> bool:
    return link.method == LinkMethod.NAME or link.state == LinkState.DOUBTFUL
