"""What a payment would make that is about to be written down by hand: said before it is saved."""

import hashlib
from dataclasses import dataclass, field

from bansos.lib.dates import month_of, period_words
from bansos.lib.datewords import day_words
from programs.actions.aid import key_of
from programs.candidates.held import aid_held
from programs.candidates.meetings import Foreseen, Rulebook
from programs.household_aid import Remark
from programs.models import Program, Recipient
from programs.overlap.in_force import segments_in_force
from programs.overlap.rules import Aid, Verdict, person_key
from registry.codes import PaymentStatus
from registry.models import Household, Membership

# Written down for the record; nobody received it, so it meets nothing and stops nothing.
NEVER_CAME = (PaymentStatus.FAILED, PaymentStatus.EXCLUDED)


@dataclass(frozen=True)
class Outlook:
    """`stops` may be passed only with a tick and a reason; `cautions` and `allowed` are told."""

    stops: list[Remark] = field(default_factory=list)
    cautions: list[Remark] = field(default_factory=list)
    allowed: list[Remark] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Tells whether what somebody was shown is still what would happen."""
        told = [f"{r.verdict}|{r.sentence}|{r.note}" for r in (*self.stops, *self.cautions)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(remark.sentence for remark in self.stops)


def outlook_of(
    household: Household,
    member: Membership,
    program: Program,
    months: tuple[int, int],
    status: str = PaymentStatus.PAID,
) -> Outlook:
    """One under way is looked at as one that came: it will count once it does."""
    closed = _if_closed(household)
    if status in NEVER_CAME:
        words = f"Berstatus {PaymentStatus(status).label.lower()}: tidak dihitung sebagai bantuan"
        return Outlook(cautions=closed, allowed=[Remark(Verdict.ALLOWED, f"{words} yang diterima")])
    foreseen = _foreseen(household, member, program, months)
    stops = [_double(aid, months) for aid in foreseen.doubles[:1]]
    stops += [*foreseen.of(Verdict.FORBIDDEN), *_after_death(member, months)]
    cautions = [*foreseen.of(Verdict.REVIEW), *closed]
    return Outlook(stops, cautions, foreseen.of(Verdict.ALLOWED))


def _if_closed(household: Household) -> list[Remark]:
    if not household.is_closed:
        return []
    sentence = f"Rumah tangga ini sudah ditutup ({household.get_closed_reason_display()})"
    return [Remark(Verdict.REVIEW, sentence, "Tidak dihitung dalam angka bantuan.")]


def _foreseen(
    household: Household, member: Membership, program: Program, months: tuple[int, int]
) -> Foreseen:
    new = _new_aid(household, member, program, months)
    held = aid_held(Recipient.objects.filter(household=household), months)
    return Rulebook(segments_in_force()).foresee(new, [aid for each in held for aid in each.aids])


def _new_aid(
    household: Household, member: Membership, program: Program, months: tuple[int, int]
) -> Aid:
    """Held by whom the list of the programme names, where the payment joins an entry of it."""
    entries = Recipient.objects.filter(
        household=household, program=program, key=key_of(household, member)
    )
    person, kk = person_key(member.person_id), member.kk
    for entry in aid_held(entries, months):
        person, kk = entry.person, entry.kk
    return Aid(program.code, *months, person, kk or None, program.counted)


def _double(aid: Aid, months: tuple[int, int]) -> Remark:
    shared = max(aid.first, months[0]), min(aid.last, months[1])
    return Remark(
        Verdict.FORBIDDEN,
        f"{aid.program} {period_words(*shared)} sudah dibayar kepada orang atau KK ini",
        "Satu NIK atau satu KK hanya boleh menerima satu program sekali untuk satu bulan.",
    )


def _after_death(member: Membership, months: tuple[int, int]) -> list[Remark]:
    person = member.person
    died_on = person.existence_on
    if not person.is_deceased or (died_on and months[1] <= month_of(died_on)):
        return []
    when = f" {day_words(died_on)}" if died_on else ""
    note = "Bila bantuan ini untuk keluarganya, pilih penerima lain."
    return [Remark(Verdict.FORBIDDEN, f"{person.name} tercatat meninggal{when}", note)]
