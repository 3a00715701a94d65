"""One sentence to the city's question "has this person ever received aid?".

Three answers that must never be mixed: received (and what), listed but never paid, and never on
any list. That a number is not in the data at all is a fourth, and says nothing of aid.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from bansos.lib.dates import joined, period_words
from programs.household_aid import HouseholdAid, Line
from programs.models import Disbursement, Program
from programs.overlap.loaded import households_named
from registry.models import ListedAid

RECEIVED, LISTED, NEVER = "ya", "terdaftar", "belum"


@dataclass(frozen=True)
class Answer:
    """`kind` is one of RECEIVED, LISTED, NEVER; `warning` tells of a forbidden double."""

    kind: str
    sentence: str
    warning: bool = False

    @property
    def lead(self) -> str:
        """The beginning of the sentence that already answers: "Ya", or its whole first part."""
        return re.split(r"(?=[:,.])", self.sentence, maxsplit=1)[0]

    @property
    def rest(self) -> str:
        return self.sentence[len(self.lead) :]


def answer(aid: HouseholdAid | None, person_id: int | None, claimed: bool = False) -> Answer:
    """The answer for one person of the household, or for the household (`person_id` None).

    `claimed`: a YA in the DTKS file. A member's aid is his household's, so it is named with him.
    """
    aid = aid or HouseholdAid()
    counted = aid.counted
    tail = _apart(aid)
    paid = [line for line in counted if line.spans]
    if paid:
        return Answer(RECEIVED, _received(aid, paid, person_id) + tail, bool(aid.warning_sentences))
    if counted:
        codes = ", ".join(dict.fromkeys(line.recipient.program.code for line in counted))
        listed = f"Terdaftar sebagai penerima {codes}, belum ada penyaluran tercatat."
        return Answer(LISTED, listed + tail)
    if claimed:
        listed = "Disebut menerima dalam berkas DTKS, belum ada penyaluran tercatat."
        return Answer(LISTED, listed + tail)
    return Answer(NEVER, "Belum pernah tercatat menerima." + tail)


def _received(aid: HouseholdAid, paid: list[Line], person_id: int | None) -> str:
    own = [line for line in paid if person_id is None or line.recipient.person_id == person_id]
    others = [line for line in paid if line not in own]
    parts = [str(line) for line in own]
    parts += [f"{line} (atas nama {line.recipient.name})" for line in others]
    parts += aid.warning_sentences
    lead = "Ya" if own else "Ya, lewat anggota serumah"
    return f"{lead}: {'; '.join(parts)}."


def _apart(aid: HouseholdAid) -> str:
    """Programmes counted apart, which nearly everybody has: how many here, no months."""
    codes = Counter(line.recipient.program.code for line in aid.apart if line.spans)
    parts = [f"{code} untuk {count} penerima" for code, count in sorted(codes.items())]
    return f" Dihitung terpisah: {', '.join(parts)}." if parts else ""


def claimed_households(household_ids: Collection[int]) -> set[int]:
    """Of these, the ones of which a DTKS file says YA for a counted programme."""
    counted = Program.objects.counted().values("code")
    found = ListedAid.objects.filter(household__in=household_ids, program_code__in=counted)
    return set(found.values_list("household_id", flat=True))


@dataclass(frozen=True)
class Loaded:
    """A programme with the months its payment lists speak of."""

    code: str
    months: str


def loaded_programs() -> list[Loaded]:
    """What "belum pernah" rests on: the programmes and months that are in the data at all.

    As dashboards count it, payments of households from what was added up beforehand: pages ask
    this often, and there are too many payments to look at. Outside the register there are few.
    """
    spans: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for code, month, _ in households_named(None):
        spans[code].add((month, month))
    outside = Disbursement.objects.filter(recipient__household=None).values_list(
        "recipient__program__code", "first_month", "last_month"
    )
    for code, first, last in outside.distinct():
        spans[code].add((first, last))
    return [Loaded(code, _months(found)) for code, found in sorted(spans.items())]


def _months(spans: Collection[tuple[int, int]]) -> str:
    """ "Januari–Maret 2021, Januari 2025": a month that no list speaks of lies in none of them."""
    return ", ".join(period_words(*span) for span in joined(sorted(spans)))
