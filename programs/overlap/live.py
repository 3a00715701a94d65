"""The overlap figures of a whole city, and the list behind each, from one definition in SQL.

docs/overlap.md says what each figure means; `rules.judge` says it of one household. A *mark* is a
household and the key of a figure that counts it: the figures count marks, the lists select them,
so that a figure and its list cannot differ. Keys: those of `Figures`, `program:PKH` and
`pair:BPNT+PKH`. It reads the tables as they are, at each call; `counts` is the quick way.

Nothing is expanded into months. On a line, stretches of time share a month if each two of them
do: two payments, the window and the stretch of a rule are compared two by two.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from programs.models import Program
from programs.overlap.figures import Figures, Window
from programs.overlap.in_force import segments_in_force
from programs.overlap.rules import Unit, Verdict
from registry.codes import PaymentStatus


def figures_by_area(window: Window, area_ids: Collection[int] | None = None) -> dict[int, Figures]:
    """The figures per area id; an area without a living household is not in it."""
    found: defaultdict[int, Figures] = defaultdict(Figures)
    for area_id, figure, households in _marks_by_area(window, area_ids):
        found[area_id].add(figure, households)
    return {area_id: counted.in_order() for area_id, counted in found.items()}


def household_ids(figure: str, window: Window, area_ids: Collection[int] | None = None) -> RawSQL:
    """As `counts.household_ids`, which is the door."""
    branch = _BRANCHES[_BRANCH_OF[figure.partition(":")[0]]]
    beginning, params = _common_tables(window, area_ids)
    query = f"{beginning} SELECT household_id FROM ({branch}) mark WHERE figure = %s"
    # Only our own words stand in the text; every value is a parameter.
    return RawSQL(query, [*params, figure], output_field=BigIntegerField())  # noqa: S611


def _marks_by_area(window: Window, area_ids: Collection[int] | None) -> list[tuple[int, str, int]]:
    """(area id, figure, households), in one query."""
    beginning, params = _common_tables(window, area_ids)
    # Each branch is grouped by itself: no table of all the marks of a city is built.
    counted = " UNION ALL ".join(
        f"SELECT area_id, figure, COUNT(*) FROM ({branch}) mark GROUP BY area_id, figure"
        for branch in _BRANCHES.values()
    )
    query = f"{beginning} {counted}"
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()


def _common_tables(window: Window, area_ids: Collection[int] | None) -> tuple[str, list[int | str]]:
    """The WITH clause that every query begins with, and its parameters: all there are."""
    rulings = _rulings(window)
    places, areas = "", []
    if area_ids is not None:
        areas = list(area_ids)
        # IN () is an error on PostgreSQL; no area has the id -1.
        places = f"AND area_id IN ({_places(areas or [-1])})"
        areas = areas or [-1]
    rows = ", ".join([f"({_places(rulings[0])})"] * len(rulings))
    sql = _COMMON_TABLES.format(places=places, rulings=rows)
    return sql, [window.first, window.last, *areas, *(cell for row in rulings for cell in row)]


def _rulings(window: Window) -> list[tuple[int, int, str, int, int, str, str]]:
    """The segments of the window as rows, by ids; with a row that meets nothing, never none."""
    ids = dict(Program.objects.values_list("code", "pk"))
    rows = [
        (
            ids[segment.first],
            ids[segment.second],
            f"{segment.first}+{segment.second}",
            segment.from_month,
            segment.to_month,
            segment.verdict,
            segment.unit,
        )
        for segment in segments_in_force()
        if segment.from_month <= window.last and segment.to_month >= window.first
    ]
    return [*rows, (-1, -1, "", 0, 0, "", "")]


def _places(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


# living    the households that count, where they are registered today
# holder    a recipient with the household, person and KK his aid counts for: the KK of the list,
#           else of his person; NULL is unknown
# received  a programme that a household got in the window, counted or apart
# meeting   two counted programmes of a household that share a month, the verdict of that month,
#           and whether both are within one unit of the rule (rules.SAME_UNIT)
_COMMON_TABLES = f"""
WITH given(first_month, last_month) AS (SELECT %s, %s),
living AS (
    SELECT id, area_id FROM registry_household WHERE closed_at IS NULL {{places}}
),
ruling(first_id, second_id, pair, from_month, to_month, verdict, unit) AS (VALUES {{rulings}}),
holder AS MATERIALIZED (
    SELECT r.id, r.household_id, living.area_id, r.program_id, program.code, program.counted,
           COALESCE('#' || r.person_id, NULLIF(r.nik, '')) AS person,
           COALESCE(NULLIF(r.kk, ''), NULLIF(membership.kk, '')) AS kk
    FROM programs_recipient r
    JOIN living ON living.id = r.household_id
    JOIN programs_program program ON program.id = r.program_id
    LEFT JOIN registry_membership membership
        ON membership.person_id = r.person_id AND membership.valid_to IS NULL
),
payment AS NOT MATERIALIZED (
    SELECT d.id, d.recipient_id, d.first_month, d.last_month
    FROM programs_disbursement d
    JOIN given ON d.first_month <= given.last_month AND d.last_month >= given.first_month
    WHERE d.status = '{PaymentStatus.PAID.value}'
),
received AS MATERIALIZED (
    SELECT DISTINCT household_id, area_id, code, counted FROM holder
    WHERE EXISTS (SELECT 1 FROM payment WHERE payment.recipient_id = holder.id)
),
meeting AS MATERIALIZED (
    SELECT DISTINCT one.household_id, one.area_id, ruling.pair, ruling.verdict,
        CASE WHEN ruling.unit = '{Unit.HOUSEHOLD.value}'
            OR ruling.unit = '{Unit.PERSON.value}' AND one.person = other.person
            OR ruling.unit = '{Unit.KK.value}'
                AND (one.kk IS NULL OR other.kk IS NULL OR one.kk = other.kk)
        THEN 1 ELSE 0 END AS within_unit
    FROM holder one
    JOIN holder other ON other.household_id = one.household_id
    JOIN ruling ON ruling.first_id = one.program_id AND ruling.second_id = other.program_id
    WHERE EXISTS (
        SELECT 1 FROM payment p
        JOIN payment q ON q.first_month <= p.last_month AND q.last_month >= p.first_month
        WHERE p.recipient_id = one.id AND q.recipient_id = other.id
            AND p.first_month <= ruling.to_month AND p.last_month >= ruling.from_month
            AND q.first_month <= ruling.to_month AND q.last_month >= ruling.from_month
    )
),
on_a_list AS (
    SELECT household_id, area_id FROM holder WHERE counted
    UNION
    SELECT listed.household_id, living.area_id FROM registry_listedaid listed
    JOIN living ON living.id = listed.household_id
    JOIN programs_program program ON program.code = listed.program_code AND program.counted
)
"""

_BRANCHES = {
    "households": "SELECT id AS household_id, area_id, 'households' AS figure FROM living",
    "number": """
        SELECT household_id, area_id, CASE WHEN COUNT(*) = 1 THEN 'one' ELSE 'several' END AS figure
        FROM received WHERE counted GROUP BY household_id, area_id""",
    "none": """
        SELECT household_id, area_id, 'none' AS figure FROM (
            SELECT id AS household_id, area_id FROM living
            EXCEPT SELECT household_id, area_id FROM received WHERE counted) without""",
    "program": "SELECT household_id, area_id, 'program:' || code AS figure FROM received",
    "pair": "SELECT DISTINCT household_id, area_id, 'pair:' || pair AS figure FROM meeting",
    "overlap": f"""
        SELECT DISTINCT household_id, area_id, 'overlap' AS figure
        FROM meeting WHERE verdict <> '{Verdict.UNCOUNTED.value}'""",
    "bound": f"""
        SELECT household_id, area_id,
            CASE WHEN MAX(CASE WHEN verdict = '{Verdict.FORBIDDEN.value}' THEN 1 ELSE 0 END) = 1
            THEN 'conflict' ELSE 'review' END AS figure
        FROM meeting WHERE within_unit = 1
            AND verdict IN ('{Verdict.FORBIDDEN.value}', '{Verdict.REVIEW.value}')
        GROUP BY household_id, area_id""",
    # One receiver, one programme, two payments of one month. Both orders of the recipients (who
    # mostly are one and the same) are looked at, so p may be the one that begins first.
    "double": """
        SELECT DISTINCT one.household_id, one.area_id, 'double' AS figure
        FROM holder one
        JOIN holder other ON other.household_id = one.household_id
            AND other.program_id = one.program_id
            AND (other.person = one.person OR other.kk = one.kk)
        WHERE one.counted AND EXISTS (
            SELECT 1 FROM payment p
            JOIN payment q ON q.first_month BETWEEN p.first_month AND p.last_month
            WHERE p.recipient_id = one.id AND q.recipient_id = other.id AND q.id <> p.id
        )""",
    "never": """
        SELECT household_id, area_id, 'never' AS figure FROM (
            SELECT id AS household_id, area_id FROM living
            EXCEPT SELECT household_id, area_id FROM on_a_list) unlisted""",
    "listed_only": f"""
        SELECT household_id, area_id, 'listed_only' AS figure FROM (
            SELECT household_id, area_id FROM on_a_list
            EXCEPT SELECT household_id, area_id FROM holder WHERE counted AND EXISTS (
                SELECT 1 FROM programs_disbursement d
                WHERE d.recipient_id = holder.id AND d.status = '{PaymentStatus.PAID.value}'
            )) unpaid""",
}

_BRANCH_OF = {
    **{name: name for name in _BRANCHES if name not in {"number", "bound"}},
    "one": "number",
    "several": "number",
    "conflict": "bound",
    "review": "bound",
}
