"""Holds the families of DTSEN against the register: whose household each joins, or makes.

docs/decisions/0007-dtsen-joins-households.md says the rules and why.
"""

from collections import defaultdict
from collections.abc import Sequence

from registry.imports.homes import Numbering
from registry.imports.judging import JudgedRow
from registry.imports.live import Live
from registry.imports.people import (
    HouseholdCase,
    cases_of,
    judge_household,
    judge_members,
    set_outcomes,
)
from registry.imports.ranks import judge_ranks
from registry.models import Identifier, Release, Scheme

BY_FAMILY = Numbering(Scheme.FAMILY, "family", joins=True)
UNKNOWN_FAMILY = "Keluarga ini belum ada di register. Impor lembar keluarga lebih dahulu."
NO_AREA = (
    "Keluarga ini belum ada di register, dan lembar ini tidak memuat wilayahnya. Lengkapi kolom "
    "id_wilayah, atau kecamatan dan kelurahan."
)
# What nothing in the file decides is not guessed; where the family lives already it is not needed.
TWO_MEANINGS = (
    "Kode wilayah ini berarti kelurahan lain pada Kemendagri dan pada BPS, dan berkas ini tidak "
    "menunjukkan yang mana. Tambahkan kolom kelurahan, atau tulis kode Kemendagri dengan titik."
)


def judge_families(batch: Sequence[JudgedRow], release: Release | None) -> list[HouseholdCase]:
    """Sets the outcome of every row; families that nobody knows and that have no area are refused.

    The cases say what an apply has to write.
    """
    cases = [case for case in cases_of(BY_FAMILY.families(batch)) if _has_place(case)]
    live = Live(batch, release, [case.household for case in cases if case.household])
    others = _numbered_by_others([case.key for case in cases if case.household])
    for case in cases:
        judge_members(case, live)
        case.keeps_place = case.household is not None and len(_kks(case, live)) > 1
        case.keeps_head = case.keeps_place or case.key in others
        judge_household(case, live)
        set_outcomes(case)
    judge_ranks(cases, release)
    return cases


def _has_place(case: HouseholdCase) -> bool:
    """A household is made only where its area is known; a sheet of members has none."""
    if case.household is not None or case.speaker.cleaned["area"] is not None:
        return True
    for row in case.rows:
        if "area_either" in row.cleaned:
            row.refuse(TWO_MEANINGS)
        else:
            row.refuse(NO_AREA if "decile" in row.cleaned else UNKNOWN_FAMILY)
    return False


def _numbered_by_others(households: Sequence[int]) -> set[int]:
    """Households of another list: a family that joins one is not all of it."""
    if not households:
        return set()
    known = Identifier.objects.filter(household_id__in=households).exclude(scheme=Scheme.FAMILY)
    return {key for key in known.values_list("household_id", flat=True) if key is not None}


def _kks(case: HouseholdCase, live: Live) -> set[str]:
    """The family cards of the house as they will be once the rows have been taken."""
    found: dict[int, str] = defaultdict(str)
    for person in live.residents.get(case.key, []):
        found[person.pk] = live.membership_of[person.pk].kk
    kks = set()
    for member in case.people:
        old = found.pop(member.key, "") if member.key else ""
        kks.add(member.row.cleaned.get("kk") or old)
    return (kks | set(found.values())) - {""}
