"""What the earlier round (March to July 2021) found at each door, and what is open today.

Of 42,124 listed households 30,199 were confirmed; the others are not seen yet, not found, dead,
gone, or ended for another reason. Reports that nobody has accepted yet stand in the open round.
"""

from datetime import date, timedelta
from random import Random

from verification.demo.dealing import deal
from verification.demo.plan import PersonPlan, Village, VisitPlan

LISTED, CONFIRMED = 42_124, 30_199
FIRST_ROUND, OPEN_ROUND = "2021-1", "2021-2"
FIRST_DAY, LAST_DAY = date(2021, 3, 1), date(2021, 7, 16)
OPENED_ON = date(2021, 8, 2)

# Within the confirmed and within the rest; each fate is one of the register's six figures.
CONFIRMED_FATES = (
    ("confirmed", 97.2),
    ("new_head", 1.3),
    ("waiting_head", 0.7),
    ("told_moved", 0.4),
    ("told_dead", 0.4),
)
OTHER_FATES = (
    *(("unverified", 50.0), ("postponed", 3.0), ("moved_inside", 3.5), ("told_gone", 0.9)),
    *(("not_found", 12.0), ("deceased", 9.5), ("moved", 15.6)),
    *(("refused", 1.5), ("capable", 3.0), ("duplicate", 1.0)),
)
STANDING = {
    **dict.fromkeys([fate for fate, _ in CONFIRMED_FATES], "terkonfirmasi"),
    "not_found": "tidak_ditemukan",
    "deceased": "terkonfirmasi",  # somebody was met there; closed all the same
}
# Fate → reason with which the household is closed.
CLOSED = {
    "deceased": "meninggal",
    "moved": "pindah",
    "refused": "menolak",
    "capable": "mampu",
    "duplicate": "ganda",
}
# Fate → the result an officer reported and nobody has accepted yet.
REPORTED = {"told_moved": "pindah_keluar", "told_dead": "meninggal", "told_gone": "pindah_keluar"}
RESULT = {
    "deceased": "meninggal",
    "moved": "pindah_keluar",
    "refused": "menolak",
    "capable": "mampu",
    "duplicate": "ganda",
    "moved_inside": "pindah_dalam",
    "not_found": "tidak_ditemukan",
}
CITIES = ("Balikpapan", "Bontang", "Tenggarong", "Banjarmasin", "Makassar", "Surabaya", "Berau")
NEEDS_TWO = {"new_head", "waiting_head", "told_dead"}


def deal_fates(random: Random, households: int) -> list[str]:
    """One fate per listed household; exactly the published share is confirmed."""
    confirmed = round(households * CONFIRMED / LISTED)
    fates = deal(random, confirmed, CONFIRMED_FATES)
    fates += deal(random, households - confirmed, OTHER_FATES)
    random.shuffle(fates)
    return fates


def visits_of(
    random: Random,
    fate: str,
    people: tuple[PersonPlan, ...],
    villages: list[Village],
    here: Village,
    officer: str,
) -> tuple[VisitPlan, ...]:
    """The visits that led to `fate`, oldest first."""
    if fate == "unverified":
        return ()
    day = FIRST_DAY + timedelta(days=random.randrange((LAST_DAY - FIRST_DAY).days))
    if fate == "not_found":
        earlier = VisitPlan(
            FIRST_ROUND, "tidak_ditemukan", "berlaku", day, officer, "Rumah kosong."
        )
        return (earlier,)
    if fate == "postponed":
        return (
            VisitPlan(
                FIRST_ROUND, "ditunda", "berlaku", day, officer, "Sedang bekerja di luar kota."
            ),
        )
    if fate in REPORTED:
        return _told(random, fate, people, day, officer)
    if fate in RESULT:
        return (_accepted(random, fate, people, villages, here, day, officer),)
    if fate == "confirmed":
        return (VisitPlan(FIRST_ROUND, "terkonfirmasi", "berlaku", day, officer),)
    heir = next(
        (one.number for one in people[1:] if one.relation in {"pasangan", "anak"}), people[1].number
    )
    return (
        VisitPlan(
            FIRST_ROUND,
            "meninggal",
            "diterima",
            day,
            officer,
            "Kepala meninggal menurut keluarga.",
            deaths=(people[0].number,),
            new_head=heir if fate == "new_head" else None,
        ),
    )


def _told(
    random: Random, fate: str, people: tuple[PersonPlan, ...], day: date, officer: str
) -> tuple[VisitPlan, ...]:
    before = (
        ()
        if fate == "told_gone"
        else (VisitPlan(FIRST_ROUND, "terkonfirmasi", "berlaku", day, officer),)
    )
    later = OPENED_ON + timedelta(days=random.randrange(20))
    told = VisitPlan(
        OPEN_ROUND,
        REPORTED[fate],
        "dilaporkan",
        later,
        officer,
        "Menurut ketua RT.",
        deaths=(people[0].number,) if fate == "told_dead" else (),
        new_head=people[1].number if fate == "told_dead" else None,
        destination_text="" if fate == "told_dead" else random.choice(CITIES),
    )
    return (*before, told)


def _accepted(
    random: Random,
    fate: str,
    people: tuple[PersonPlan, ...],
    villages: list[Village],
    here: Village,
    day: date,
    officer: str,
) -> VisitPlan:
    others = [village for village in villages if village != here]
    return VisitPlan(
        FIRST_ROUND,
        RESULT[fate],
        "diterima",
        day,
        officer,
        _note(fate),
        deaths=tuple(one.number for one in people) if fate == "deceased" else (),
        destination=random.choice(others) if fate == "moved_inside" else None,
        destination_text=random.choice(CITIES) if fate == "moved" else "",
    )


def _note(fate: str) -> str:
    return {
        "deceased": "Surat keterangan kematian dari RT.",
        "moved": "Surat pindah.",
        "refused": "Surat pengunduran diri ditandatangani.",
        "capable": "Rumah permanen, usaha sendiri.",
        "duplicate": "Tercatat dua kali menurut ketua RT.",
        "moved_inside": "Pindah kontrakan.",
    }[fate]
