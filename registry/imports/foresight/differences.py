"""What each row of a run changes or would change, in the words of the history.

Of an applied run the change rows say it. Of a preview the groups of the rows shown are judged
once more against the register as it is now, so that nothing is stored and nothing is out of date.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from registry.history import CODES, Change, Words, changes_between, words_of_ids
from registry.imports.importkinds import kind_of
from registry.imports.judgement import judged
from registry.imports.judging import WRITING
from registry.imports.refusal import FileRefused
from registry.imports.undoing.undoable import LABELS
from registry.models import ChangeRow, ImportRun, ListedAid, Listing, RunState, StagedRow

WRITTEN = {RunState.APPLIED, RunState.UNDONE}
# What a row makes; the words for people tell a new household from a known one.
MADE = {
    "household": "rumah tangga baru",
    "recipient": "penerima baru",
    "disbursement": "pembayaran baru",
    "identifier": "nomor dari daftar ini dicatat",
}
MADE_IN_NEW = {"person": "anggota rumah tangga baru", "membership": "pindah ke rumah tangga baru"}
MADE_IN_KNOWN = {
    "person": "anggota baru di rumah tangga yang sudah ada",
    "membership": "pindah ke rumah tangga ini",
}
SCANNED = 500
# A search that finds little stops here and is continued by the reader.
MOST_SCANS = 8


@dataclass
class Difference:
    """`made`: what the row makes, in words; `changes`: old → new."""

    made: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def differences_of(run: ImportRun, rows: Sequence[StagedRow]) -> dict[int, Difference]:
    """By the key of the row; a row that changes nothing is not in it."""
    groups = {row.pk: row.group for row in rows if row.cleaned is not None}
    changes = changes_of(run, set(groups.values()))
    new = _new_groups(run, changes)
    shown = [change for change in changes if change.row_id in groups]
    words = {**CODES, **words_of_ids(shown)}
    found: dict[int, Difference] = defaultdict(Difference)
    for change in shown:
        if change.row_id is not None:
            _tell(found[change.row_id], change, groups[change.row_id] in new, words)
    return found


def _new_groups(run: ImportRun, changes: Iterable[ChangeRow]) -> set[str]:
    """The groups that make their household: who is new in them joins nobody we know."""
    made = [c.row_id for c in changes if c.target == "household" and c.before is None]
    makers = [row for row in made if row is not None]
    return set(run.staged_rows.filter(pk__in=makers).values_list("group", flat=True))


def _tell(told: Difference, change: ChangeRow, is_new: bool, words: Words) -> None:
    if change.before is None:
        people = MADE_IN_NEW if is_new else MADE_IN_KNOWN
        target = change.target
        told.made.append({**MADE, **people}.get(target) or f"{LABELS.get(target, target)} baru")
    elif change.target == "claim":
        # A claim that was dropped is kept with all its keys; its programme says enough.
        old, new = _code(change.before), _code(change.after)
        told.changes += changes_between({"program_code": old}, {"program_code": new}, words)
    elif set(change.after or {}) != {"valid_to"}:
        # The day on which something ends follows from what replaces it, which is told.
        told.changes += changes_between(change.before, change.after, words)


def _code(claim: dict[str, str] | None) -> str:
    return (claim or {}).get("program_code", "")


def changes_of(run: ImportRun, groups: Collection[str]) -> list[ChangeRow]:
    """The change rows of whole groups: written ones, or those that an apply would write now."""
    if run.state in WRITTEN:
        return _written(run, groups)
    kind = kind_of(run.kind)
    try:
        context = kind.context(run)
    except FileRefused:  # the programme of its options is gone meanwhile
        return []
    good = run.staged_rows.filter(cleaned__isnull=False, group__in=groups)
    return list(kind.changes(judged(good.order_by("group", "number")), context))


def _written(run: ImportRun, groups: Collection[str]) -> list[ChangeRow]:
    """A claim that moved house with its person was dropped and made again: no change."""
    rows = run.staged_rows.filter(group__in=groups)
    claims = ListedAid.objects.filter(row__in=rows)
    made = set(claims.values_list("row_id", "program_code"))
    written = list(ChangeRow.objects.filter(row__in=rows).order_by("id"))
    dropped = {(one.row_id, _code(one.before)) for one in written if one.target == "claim"}
    new = {one.target_id for one in written if one.target == "person" and one.before is None}
    told = [
        one
        for one in written
        if one.target != "claim" or (one.row_id, _code(one.before)) not in made
    ]
    return told + [
        _added(claim)
        for claim in _of_listed_before(claims, run)
        if claim.person_id not in new and (claim.row_id, claim.program_code) not in dropped
    ]


def _of_listed_before(claims: QuerySet[ListedAid], run: ImportRun) -> QuerySet[ListedAid]:
    """Of a household's first claims in a release none is a change."""
    listing = Listing.objects.filter(release=OuterRef("release"), household=OuterRef("household"))
    return claims.filter(Exists(listing.exclude(row__run=run))).order_by("pk")


def _added(claim: ListedAid) -> ChangeRow:
    """No change row says it: what a list claims anew is found by its row."""
    return ChangeRow(
        target="claim",
        target_id=claim.person_id,
        row_id=claim.row_id,
        before={"program_code": ""},
        after={"program_code": claim.program_code},
    )


class Scan(NamedTuple):
    """`rows`, and the row number after which to go on; None where all were looked at."""

    rows: list[StagedRow]
    next_after: int | None


def rows_changing(run: ImportRun, what: str, after: int, size: int) -> Scan:
    """Rows below row `after` of the file that change `what` ("person.occupation").

    Which row changes which field is stored nowhere: rows are judged until enough are found.
    """
    changed = run.staged_rows.filter(outcome__in=WRITING).order_by("number")
    found: list[StagedRow] = []
    for _ in range(MOST_SCANS):
        rows = list(changed.filter(number__gt=after)[:SCANNED])
        changes = changes_of(run, {row.group for row in rows})
        meant = {change.row_id for change in changes if _is(change, what)}
        found += [row for row in rows if row.pk in meant]
        if len(found) > size:
            return Scan(found[:size], found[size - 1].number)
        if len(rows) < SCANNED:
            return Scan(found, None)
        after = rows[-1].number
    return Scan(found, after)


def _is(change: ChangeRow, what: str) -> bool:
    target, _, name = what.partition(".")
    return change.target == target and name in {**(change.before or {}), **(change.after or {})}
