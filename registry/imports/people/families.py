"""Holds the families of DTSEN against the register: whose household each joins, or makes.

docs/decisions/0008-dtsen-joins-households.md says the rules and why.
"""

from collections.abc import Sequence

from registry.imports.judging import JudgedRow
from registry.imports.people.cases import HouseholdCase, cases_of, households_of
from registry.imports.people.homes import Numbering
from registry.imports.people.judge import judge_cases
from registry.imports.people.live import Live
from registry.imports.people.ranks import judge_ranks
from registry.imports.people.shared_numbers import SharedNumbers
from registry.models import Release, Scheme

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


def judge_families(
    batch: Sequence[JudgedRow], release: Release | None, shared: SharedNumbers
) -> list[HouseholdCase]:
    """Sets the outcome of every row; families that nobody knows and that have no area are refused.

    The cases say what an apply has to write.
    """
    cases = [case for case in cases_of(BY_FAMILY.families(batch)) if _has_place(case)]
    judge_cases(cases, Live(batch, release, households_of(cases), shared))
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
