"""Which aid a made-up household receives: combinations in the published shares, and payments.

2021 in Samarinda: PKH 27.5 % of the listed households, BPNT 49.9 %, BST 26 %, PKH with BPNT
20 %, forbidden combinations below 1 %, nothing in the year 16 %.
"""

from dataclasses import replace
from datetime import date
from random import Random

from verification.demo.plan import AidPlan, PaymentPlan, PersonPlan, Village

# Per cent of the listed households. "BPNT|BST": two KK under one roof, one programme each.
PATTERNS: tuple[tuple[str, float], ...] = (
    ("PKH+BPNT", 20.0),
    ("BPNT", 28.0),
    ("BPNT|BST", 0.8),
    ("BST", 24.5),
    ("PKH", 7.3),
    ("PKH+BST", 0.2),
    ("BPNT+BST", 0.4),
    ("BPNT-PPKM", 2.3),
    ("BPNT*2", 0.1),  # one NIK on the same payment twice: "double"
    ("never", 10.4),
    ("claimed", 2.2),
    ("failed", 1.6),
    ("2020", 2.2),
)


def month(year: int, number: int) -> int:
    return year * 12 + number - 1


def _y21(number: int) -> int:
    return month(2021, number)


# Programme → its payments: (first month, last month, stage, rupiah, day of payment).
Batch = tuple[int, int, str, int | None, date | None]
CALENDAR: dict[str, tuple[Batch, ...]] = {
    "PKH": tuple(
        (_y21(3 * q - 2), _y21(3 * q), str(q), None, date(2021, 3 * q - 2, 18))
        for q in (1, 2, 3, 4)
    ),
    "BPNT": (
        (_y21(1), _y21(1), "", 200_000, date(2021, 1, 12)),
        (_y21(2), _y21(3), "", 400_000, date(2021, 3, 9)),
        (_y21(4), _y21(6), "", 600_000, date(2021, 5, 4)),
        (_y21(7), _y21(9), "", 600_000, date(2021, 8, 10)),
        (_y21(10), _y21(12), "", 600_000, date(2021, 11, 16)),
    ),
    "BST": (
        *((_y21(m), _y21(m), "", 300_000, date(2021, m, 20)) for m in (1, 2, 3, 4)),
        (_y21(5), _y21(6), "", 600_000, date(2021, 7, 21)),
    ),
    "BPNT-PPKM": (
        (_y21(7), _y21(9), "", 600_000, date(2021, 9, 7)),
        (_y21(10), _y21(12), "", 600_000, date(2021, 12, 7)),
    ),
    "BST-SEMBAKO": ((month(2020, 8), month(2020, 8), "", 500_000, date(2020, 9, 1)),),
    "BSM-KALTIM": ((month(2020, 5), month(2020, 7), "", 750_000, date(2020, 8, 3)),),
    "BERAS-PPKM": ((_y21(7), _y21(7), "", None, date(2021, 7, 28)),),
    # A list of NIK and NAMA names no day.
    "SMD-SEMBAKO-2021": ((_y21(7), _y21(7), "", None, None),),
    "PBI-JK": ((_y21(1), _y21(12), "", None, date(2021, 1, 4)),),
}
PKH_STAGE_AMOUNTS = (225_000, 375_000, 500_000, 600_000, 750_000, 975_000, 1_200_000)
NOT_PAID: tuple[tuple[str, str], ...] = (
    ("gagal", "GAGAL SALUR"),
    ("gagal", "RETUR"),
    ("gagal", "TIDAK TRANSAKSI"),
    ("diproses", "SP2D"),
    ("dikeluarkan", "EXCLUDE MENINGGAL"),
    ("calon", "CALON"),
)
PAID_WORDS = ("BERHASIL TRANSAKSI", "BERHASIL TRANSAKSI", "TERSALUR", "SUDAH SALUR")
NOT_PAID_SHARE = 0.025
SKIPPED_BATCH = 0.03
CHANNELS = {"BST": "PT POS", "BPNT": "BNI", "PKH": "MANDIRI"}


def aid_of(
    random: Random, pattern: str, people: tuple[PersonPlan, ...], village: Village, address: str
) -> tuple[AidPlan, ...]:
    """All recipients of one household with their payments."""
    aids = [
        recipient(random, program, bearer, village, address, nothing_paid=pattern == "failed")
        for program, bearer in _bearers(random, pattern, people)
    ]
    if random.random() < 0.05:
        aids += [recipient(random, "PBI-JK", one, village, address) for one in people if one.nik]
    # City packs were for those outside the list; a few inside got one all the same.
    if pattern not in {"never", "claimed"} and people[0].nik and random.random() < 0.004:
        aids.append(recipient(random, "SMD-SEMBAKO-2021", people[0], None, ""))
    return tuple(aids)


def _bearers(
    random: Random, pattern: str, people: tuple[PersonPlan, ...]
) -> list[tuple[str, PersonPlan]]:
    head = people[0]
    family = [person for person in people if person.kk == head.kk]
    spouse = family[1] if len(family) > 1 and family[1].relation == "pasangan" else head
    if pattern in {"never", "claimed"}:
        return []
    if pattern == "2020":
        return [(random.choice(("BSM-KALTIM", "BST-SEMBAKO")), head)]
    if pattern == "failed":
        return [(random.choice(("BST", "BPNT")), head)]
    if pattern == "BPNT*2":
        return [("BPNT", head), ("BPNT", family[1])]
    if pattern == "BPNT|BST":
        other = next(person for person in people if person.kk != head.kk)
        return [("BPNT", spouse), ("BST", other)]
    found = [(code, spouse if code in {"BPNT", "PKH"} else head) for code in pattern.split("+")]
    return found + _now_and_then(random, pattern, head)


def _now_and_then(random: Random, pattern: str, head: PersonPlan) -> list[tuple[str, PersonPlan]]:
    """Aid given once beside the monthly one."""
    # Rice was for PKH and BST; who has BPNT beside them is a pair that no rule names.
    rice_share = 0.02 if "BPNT" in pattern else 0.25
    if ("BST" in pattern or "PKH" in pattern) and random.random() < rice_share:
        return [("BERAS-PPKM", head)]
    if pattern == "BPNT" and random.random() < 0.05:
        return [("BST-SEMBAKO", head)]
    if pattern in {"BST", "BPNT-PPKM"} and random.random() < 0.03:
        return [("BSM-KALTIM", head)]
    return []


def recipient(
    random: Random,
    program: str,
    person: PersonPlan,
    village: Village | None,
    address: str,
    *,
    nothing_paid: bool = False,
) -> AidPlan:
    """Found by NIK, without one by the KK, without that by name and address.

    Without a village the list has only NIK and name.
    """
    kk = person.kk if village else ""
    linked_by = "nik" if person.nik else "kk" if kk else "nama" if address else ""
    return AidPlan(
        program=program,
        nik=person.nik,
        kk=kk,
        name=person.name,
        address=address,
        village=village,
        payments=_payments(random, program, nothing_paid=nothing_paid),
        person=person.number if linked_by else None,
        linked_by=linked_by,
    )


def _payments(random: Random, program: str, *, nothing_paid: bool) -> tuple[PaymentPlan, ...]:
    """The programme's batches, a few missed or not paid; at least one is there."""
    batches = CALENDAR[program]
    kept = [batch for batch in batches if random.random() >= SKIPPED_BATCH] or [batches[0]]
    amount = random.choice(PKH_STAGE_AMOUNTS)
    made = [
        _payment(random, batch, amount, paid=not nothing_paid and random.random() >= NOT_PAID_SHARE)
        for batch in kept
    ]
    if not nothing_paid and all(payment.status != "disalurkan" for payment in made):
        made[0] = replace(
            made[0], status="disalurkan", raw_status=PAID_WORDS[0], paid_on=kept[0][4]
        )
    return tuple(made)


def _payment(random: Random, batch: Batch, family_amount: int, *, paid: bool) -> PaymentPlan:
    first, last, stage, amount, day = batch
    status, raw = ("disalurkan", random.choice(PAID_WORDS)) if paid else random.choice(NOT_PAID)
    return PaymentPlan(
        first=first,
        last=last,
        stage=stage,
        amount=family_amount if stage else amount,
        status=status,
        raw_status=raw,
        paid_on=day if paid else None,
    )
