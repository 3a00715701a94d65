"""Finds whom of the register a recipient row means: by NIK, by No. KK, by name and address.

    links = RowLinker(rows)          # `Wanted` rows of one batch
    links.find(row) -> Link          # linked, or who has to choose, or outside the register

`Linker` knows the numbers alone. After each import of households who waits is looked at again
(`links_to_renew`). What an officer decided stays as he decided it: docs/matching.md.
"""

from programs.linking.link import (
    AMBIGUOUS,
    DOUBTFUL,
    LINK_FIELDS,
    OUTSIDE,
    Link,
    assign,
    link_of,
)
from programs.linking.numbers import Linker
from programs.linking.people import Register
from programs.linking.renewal import links_to_renew, stranded_by
from programs.linking.rows import RowLinker, candidates_of
from programs.linking.scores import Candidate, Score
from programs.linking.wanted import Wanted, wanted_of

__all__ = [
    "AMBIGUOUS",
    "DOUBTFUL",
    "LINK_FIELDS",
    "OUTSIDE",
    "Candidate",
    "Link",
    "Linker",
    "Register",
    "RowLinker",
    "Score",
    "Wanted",
    "assign",
    "candidates_of",
    "link_of",
    "links_to_renew",
    "stranded_by",
    "wanted_of",
]
