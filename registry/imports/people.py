"""Holds the rows of a DTKS file against the register: what is new, changed, the same.

The same judgement serves the preview and the apply (then `people_writer` writes it down). Two
rules stand above the file: an empty cell never erases a known value, and what an officer found
at the door is never overwritten; it becomes a warning on the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from registry.codes import Relation
from registry.imports.importkinds import Values
from registry.imports.judging import Changes, JudgedRow, differences, grouped, outcome_of
from registry.imports.live import Live
from registry.models import Household, Membership, Person, Release, Standing

PERSON_FIELDS = (
    "name", "name_key", "mother_name", "birth_place", "birth_date", "sex", "occupation",
)  # fmt: skip


@dataclass(slots=True)
class PersonCase:
    """One row and the person it means; `key` of a new one is given when he is written."""

    row: JudgedRow
    person: Person | None
    key: int = 0
    changes: Changes = field(default_factory=dict)
    membership: Membership | None = None
    membership_changes: Changes = field(default_factory=dict)
    moves_in: bool = False
    new_claims: set[str] = field(default_factory=set)
    gone_claims: set[str] = field(default_factory=set)


@dataclass(slots=True)
class HouseholdCase:
    """The rows of one ID DTKS and the household they mean. `speaker` is the head's row."""

    household: Household | None
    dtks_id: str
    speaker: JudgedRow
    place: Values
    key: int = 0
    changes: Changes = field(default_factory=dict)
    people: list[PersonCase] = field(default_factory=list)
    head: PersonCase | None = None
    is_listed: bool = False


def judge_people(batch: Sequence[JudgedRow], release: Release | None) -> list[HouseholdCase]:
    """Sets the outcome of every row; the cases say what an apply has to write."""
    live = Live(batch, release)
    return [_household_case(dtks_id, rows, live) for dtks_id, rows in grouped(batch)]


def _household_case(dtks_id: str, rows: list[JudgedRow], live: Live) -> HouseholdCase:
    speaker = next((row for row in rows if row.cleaned.get("relation") == Relation.HEAD), rows[0])
    household = live.households.get(dtks_id)
    case = HouseholdCase(household, dtks_id, speaker, _place(speaker.cleaned))
    if household is not None:
        case.key = household.pk
        case.is_listed = household.pk in live.listed
        case.changes = _place_changes(household, case, live)
    claimed: set[int] = set()
    for row in rows:
        case.people.append(_person_case(case, row, live, claimed))
        if row.cleaned["area"] != speaker.cleaned["area"]:
            row.warn("Kelurahan baris ini berbeda dari baris kepala; dipakai kelurahan kepala.")
    _name_head(case)
    for found in case.people:
        found.row.outcome = _outcome(case, found)
    return case


def _place(values: Values) -> Values:
    texts = {name: values.get(name) or "" for name in ("address", "rt", "rw")}
    return {"area_id": values["area"], **texts}


def _place_changes(household: Household, case: HouseholdCase, live: Live) -> Changes:
    """Nothing of the place where an officer has been and the file names another kelurahan."""
    if household.is_closed:
        case.speaker.warn(
            "Rumah tangga ini sudah ditutup di register "
            f"({household.get_closed_reason_display()}); tidak dibuka lagi oleh berkas."
        )
    changes = differences(household, case.place)
    seen = household.standing != Standing.UNVERIFIED or household.is_closed
    if "area_id" in changes and (seen or household.pk in live.moved_at_door):
        case.speaker.warn(
            "Kelurahan di berkas berbeda dari hasil kunjungan petugas; yang ditemukan petugas "
            "dipertahankan."
        )
        return {}
    return changes


def _person_case(case: HouseholdCase, row: JudgedRow, live: Live, claimed: set[int]) -> PersonCase:
    values = row.cleaned
    person = live.people.get(values["nik"]) if values["nik"] else None
    person = person or _resident_alike(case, values, live, claimed)
    found = PersonCase(row, person)
    if person is not None:
        claimed.add(person.pk)
        found.key = person.pk
        found.changes = differences(person, {name: values.get(name) for name in PERSON_FIELDS})
        if values["nik"] and person.nik is None:
            found.changes["nik"] = (None, values["nik"])
        if person.is_deceased:
            row.warn("Orang ini tercatat meninggal di register; catatan itu dipertahankan.")
    _place_in_household(case, found, live)
    _claims(case, found, live)
    return found


def _resident_alike(
    case: HouseholdCase, values: Values, live: Live, claimed: set[int]
) -> Person | None:
    """Somebody of this household with the same name and birth date, where a NIK is missing.

    Never one whom another row means: by its NIK, or because it was read before this one.
    """
    born = values.get("birth_date") or ""
    for person in live.residents.get(case.key, []):
        if person.pk in claimed or person.nik in live.niks:
            continue
        same_day = (person.birth_date.isoformat() if person.birth_date else "") == born
        one_lacks_nik = person.nik is None or not values["nik"]
        if one_lacks_nik and same_day and person.name_key == values["name_key"]:
            return person
    return None


def _place_in_household(case: HouseholdCase, found: PersonCase, live: Live) -> None:
    membership = live.membership_of.get(found.key) if found.key else None
    found.membership = membership
    if membership is None or membership.household_id != case.key:
        found.moves_in = True
        if membership is not None:
            found.row.warn("Sebelumnya anggota rumah tangga lain; berkas memindahkannya.")
        return
    values = found.row.cleaned
    wanted = {"kk": values.get("kk"), "relation": values.get("relation")}
    found.membership_changes = differences(membership, wanted)


def _claims(case: HouseholdCase, found: PersonCase, live: Live) -> None:
    """YA where none is noted for this household, TIDAK where one is; an empty cell is neither."""
    known = live.claims.get(found.key, {})
    found.new_claims = {code for code in found.row.cleaned["claims"] if known.get(code) != case.key}
    found.gone_claims = known.keys() & {*found.row.cleaned["denied"], *found.new_claims}


def _name_head(case: HouseholdCase) -> None:
    named = next((found for found in case.people if found.row is case.speaker), None)
    if named is None or case.speaker.cleaned.get("relation") != Relation.HEAD:
        return
    if named.person is not None and named.person.is_deceased:
        return
    household = case.household
    if household is None or household.head_id is None:
        case.head = named
    elif household.head_id != named.key:
        if household.standing != Standing.UNVERIFIED or household.is_closed:
            case.speaker.warn(
                "Kepala rumah tangga di berkas berbeda dari hasil kunjungan; yang ditetapkan "
                "petugas dipertahankan."
            )
        else:
            case.head = named


def _outcome(case: HouseholdCase, found: PersonCase) -> str:
    claims_changed = case.is_listed and bool(found.new_claims or found.gone_claims)
    speaks = found.row is case.speaker and bool(case.changes or case.head or case.household is None)
    changed = found.changes or found.membership_changes or found.moves_in
    return outcome_of(
        is_new=found.person is None, changed=bool(changed or claims_changed or speaks)
    )
