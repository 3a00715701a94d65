"""What was added up and what changed since, in one statement: no household missed or counted twice.

Triggers leave an `AidMark` for whatever changes. Who reads takes what was added for marked
households off the sum and judges these afresh, so that what is read is right at every moment.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import connection

from programs.overlap.summaries import InForce, texts_of

# With more marks than this the tables are read as they are, which costs no more.
MOST_MARKS = 2_000

# (area id, text of a summary)
Placed = tuple[int, str]


class Snapshot(NamedTuple):
    """Sums of spans: (what the query groups by, area id, kind, households). Of the households that
    changed since: what is in the sums for them, and what belongs there now.
    """

    sums: list[tuple[Any, int, int, int]]
    added: list[Placed]
    now: list[Placed]


def snapshot(sums: str, params: Sequence[int], in_force: InForce) -> Snapshot | None:
    """`sums` selects four columns, and two that are NULL, of `AidSpan`.

    None where more has changed, or other rules hold, than what was added up can tell.
    """
    found: list[tuple[Any, int, int, int]] = []
    added: dict[int, tuple[int | None, str | None]] = {}
    rules, marks = "", 0
    with connection.cursor() as cursor:
        cursor.execute(_QUERY.format(sums=sums, most=MOST_MARKS + 1), params)
        for group, area_id, kind, households, household_id, text in cursor.fetchall():
            if kind is not None:
                found.append((group, area_id, kind, int(households)))
            elif household_id is not None:
                added[household_id] = (area_id, text)
            elif text is not None:
                rules = text
            else:
                marks = households
    if marks > MOST_MARKS or rules != in_force.text:
        return None
    before = [(area_id, text) for area_id, text in added.values() if area_id and text is not None]
    now = texts_of(added, in_force) if added else {}
    return Snapshot(found, before, list(now.values()))


# The limit tells PostgreSQL how few marks there can be: what it remembers of the table is what was
# there when an import had just marked a whole city.
_QUERY = """
WITH some_marks AS (SELECT * FROM programs_aidmark LIMIT {most}),
marked(household_id) AS (
    SELECT household_id FROM some_marks WHERE household_id IS NOT NULL
    UNION
    SELECT recipient.household_id FROM some_marks mark
    JOIN programs_recipient recipient ON recipient.id = mark.recipient_id
    WHERE recipient.household_id IS NOT NULL
    UNION
    SELECT recipient.household_id FROM some_marks mark
    JOIN programs_recipient recipient ON recipient.person_id = mark.person_id
    WHERE recipient.household_id IS NOT NULL
)
{sums}
UNION ALL
SELECT NULL, summary.area_id, NULL, NULL, marked.household_id, summary.months
FROM marked LEFT JOIN programs_aidsummary summary ON summary.household_id = marked.household_id
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, text FROM programs_aidtimeline
UNION ALL
SELECT NULL, NULL, NULL, COUNT(*), NULL, NULL FROM some_marks
"""


def within(area_ids: Collection[int] | None) -> tuple[str, list[int]]:
    """The condition on `AidSpan` for these areas; None: everywhere."""
    if area_ids is None:
        return "", []
    return f"AND area_id IN ({parameters(area_ids)})", list(area_ids)


def parameters(values: Collection[int]) -> str:
    """A mark for each. IN () is an error on PostgreSQL."""
    return ", ".join(["%s"] * len(values)) or "NULL"
