"""Holds the rows of people against the register: what is new, changed, the same.

The same judgement serves the preview and the apply (then `people.writer` writes it down). Two
rules stand above the file: an empty cell never erases a known value, and what an officer found
at the door is never overwritten; it becomes a warning on the row.
"""

from collections.abc import Sequence

from registry.codes import Relation
from registry.imports.importkinds import Values
from registry.imports.judging import Changes, JudgedRow, differences, outcome_of
from registry.imports.people.cases import HouseholdCase, PersonCase, cases_of, households_of
from registry.imports.people.closed import STAYS, list_numbered
from registry.imports.people.homes import Numbering
from registry.imports.people.leaving import mark_leaving_heads, say_who_left
from registry.imports.people.live import Live
from registry.imports.people.shared_numbers import SharedNumbers
from registry.matching.names import sound_key
from registry.models import (
    Household,
    Identifier,
    Person,
    Release,
    Scheme,
    Standing,
)

PERSON_FIELDS = (
    *("name", "name_key", "sound_key", "mother_name"),
    *("birth_place", "birth_date", "sex", "occupation"),
)
BY_DTKS_ID = Numbering(Scheme.DTKS, "dtks_id")


def judge_people(
    batch: Sequence[JudgedRow], release: Release | None, shared: SharedNumbers
) -> list[HouseholdCase]:
    """Sets the outcome of every row of a DTKS list; the cases say what an apply has to write."""
    cases = cases_of(BY_DTKS_ID.families(batch))
    judge_cases(cases, Live(batch, release, households_of(cases), shared))
    return cases


def judge_cases(cases: Sequence[HouseholdCase], live: Live) -> None:
    """Sets the outcome of every row of these households."""
    joined = [case for case in cases if case.household is not None and case.joins]
    of_others = numbered_by_others([case.key for case in joined])
    for case in cases:
        judge_members(case, live)
    mark_leaving_heads(cases)
    leaving = {found.key for case in cases for found in case.people if found.moves_in}
    for case in cases:
        if case.household is not None and case.joins:
            case.keeps_place = len(live.kks_with(case.key, case.cards, leaving)) > 1
            case.keeps_head = case.keeps_place or case.key in of_others
        judge_household(case, live)
        set_outcomes(case)
    say_who_left(cases)
    list_numbered(cases, live.listed)


def numbered_by_others(households: Sequence[int]) -> set[int]:
    """Households of a list of ruta: a family that joins one is not all of it."""
    if not households:
        return set()
    known = Identifier.objects.filter(household_id__in=households).exclude(scheme=Scheme.FAMILY)
    return set(known.values_list("household_id", flat=True))


def judge_members(case: HouseholdCase, live: Live) -> None:
    claimed: set[int] = set()
    for row in case.rows:
        case.people.append(_person_case(case, row, live, claimed))


def judge_household(case: HouseholdCase, live: Live) -> None:
    """Place and head; after its people, because what it keeps may hang on them."""
    if case.household is not None:
        case.is_listed = case.key in live.listed
        case.changes = _place_changes(case.household, case, live)
    for row in case.rows:
        if row.cleaned["area"] not in (None, case.speaker.cleaned["area"]):
            row.warn("Kelurahan baris ini berbeda dari baris kepala; dipakai kelurahan kepala.")
    _name_head(case)


def set_outcomes(case: HouseholdCase) -> None:
    # Of a household that the file makes every row says something new.
    named = {row.pk for _, row in case.new_numbers} if case.household is not None else ()
    for found in case.people:
        found.row.outcome = _outcome(case, found, is_named=found.row.pk in named)


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
    if "area_id" in changes and case.keeps_place:
        case.speaker.warn(
            "Kelurahan di berkas berbeda dari rumah tangga tempat keluarga ini bergabung; "
            "kelurahan rumah tangga itu dipertahankan."
        )
    return {} if case.keeps_place else changes


def _person_case(case: HouseholdCase, row: JudgedRow, live: Live, claimed: set[int]) -> PersonCase:
    values = row.cleaned
    person = live.people.get(values["nik"]) if values["nik"] else None
    if person is None and live.semesta:
        person = live.numbered(row)
    person = person or _resident_alike(case, values, live, claimed)
    found = PersonCase(row, person)
    if person is not None:
        claimed.add(person.pk)
        found.key = person.pk
        found.changes = differences(person, person_values(values))
        if values["nik"] and person.nik is None:
            found.changes["nik"] = (None, values["nik"])
        if person.is_deceased:
            row.warn("Orang ini tercatat meninggal di register; catatan itu dipertahankan.")
    if number := values.get("idsemesta"):
        _number(found, number, live)
    _place_in_household(case, found, live)
    _claims(case, found, live)
    return found


def person_values(values: Values) -> Values:
    """What a row says of its person, in the order of `PERSON_FIELDS`; None where it says nothing.

    The sound of the name is made here: staged, it would be stored a second time for every row.
    """
    spoken = {**values, "sound_key": sound_key(values["name_key"])}
    return {name: spoken.get(name) for name in PERSON_FIELDS}


def _number(found: PersonCase, number: str, live: Live) -> None:
    """A new IDSEMESTA; one that somebody else has stays his."""
    owner = live.semesta.get(number)
    if owner is None and live.bears_first(found.row, number):
        found.new_number = number
    elif owner is None or owner != found.key:
        found.row.warn("IDSEMESTA ini sudah dipakai orang lain; tidak dicatat untuk orang ini.")


def _resident_alike(
    case: HouseholdCase, values: Values, live: Live, claimed: set[int]
) -> Person | None:
    """Somebody of this household with the same name and birth date, where a NIK is missing; else of
    its duplicates.

    Never one whom another row means: by a number, or because it was read before this one.
    """
    born = values.get("birth_date") or ""
    # A list without birth dates, as DTSEN is, knows its people by their names alone.
    is_dated = "birth_date" in values
    for person in live.living_in(case.key, *(one.pk for one in case.duplicates)):
        if person.pk in claimed or person.pk in live.meant or person.nik in live.niks:
            continue
        same_day = (person.birth_date.isoformat() if person.birth_date else "") == born
        one_lacks_nik = person.nik is None or not values["nik"]
        if one_lacks_nik and (same_day or not is_dated) and person.name_key == values["name_key"]:
            return person
    return None


def _place_in_household(case: HouseholdCase, found: PersonCase, live: Live) -> None:
    membership = live.membership_of.get(found.key) if found.key else None
    found.membership = membership
    if membership is None or membership.household_id != case.key:
        is_closed = case.household is not None and case.household.is_closed
        if membership is not None and is_closed and live.lives_in_open(found.key):
            found.stays = True
            found.row.warn(STAYS)
            return
        found.moves_in = True
        if membership is not None:
            found.row.warn("Sebelumnya anggota rumah tangga lain; berkas memindahkannya.")
        return
    values = found.row.cleaned
    wanted = {"kk": values.get("kk"), "relation": values.get("relation")}
    found.membership_changes = differences(membership, wanted)


def _claims(case: HouseholdCase, found: PersonCase, live: Live) -> None:
    """YA where none is noted for this household, TIDAK where one is; an empty cell is neither."""
    values = found.row.cleaned
    if not (values.get("claims") or values.get("denied")):
        return
    known, home = live.claims.get(found.key, {}), found.home(case)
    found.is_listed = home in live.listed
    found.new_claims = {code for code in values["claims"] if known.get(code) != home}
    found.gone_claims = known.keys() & {*values["denied"], *found.new_claims}


def _name_head(case: HouseholdCase) -> None:
    named = next((found for found in case.people if found.row is case.speaker), None)
    if named is None or named.stays or case.speaker.cleaned.get("relation") != Relation.HEAD:
        return
    if named.person is not None and named.person.is_deceased:
        return
    household = case.household
    if household is None or household.head_id is None:
        case.head = named
    elif case.leaver is not None:
        case.head = named
        case.leaver.leaves = None
    elif household.head_id != named.key and not case.keeps_head:
        if household.standing != Standing.UNVERIFIED or household.is_closed:
            case.speaker.warn(
                "Kepala rumah tangga di berkas berbeda dari hasil kunjungan; yang ditetapkan "
                "petugas dipertahankan."
            )
        else:
            case.head = named


def _outcome(case: HouseholdCase, found: PersonCase, *, is_named: bool) -> str:
    dropped = bool(found.gone_claims - found.new_claims)
    claims_changed = dropped or (found.is_listed and bool(found.new_claims))
    speaks = found.row is case.speaker and bool(case.changes or case.head or case.household is None)
    changed = found.changes or found.membership_changes or found.moves_in or found.new_number
    return outcome_of(
        is_new=found.person is None, changed=bool(changed or claims_changed or speaks or is_named)
    )
