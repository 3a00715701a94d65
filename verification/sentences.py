"""A visit in words: what it says, and what accepting it would change."""

from datetime import date

from bansos.lib.datewords import day_words
from registry.codes import VisitResult
from registry.identifiers import mask_digits
from registry.models import Household
from verification.findings import GONE
from verification.models import Visit
from verification.workflow import CLOSES_AS, VisitState

TONES: dict[str, str] = {
    VisitState.COUNTED: "ok",
    VisitState.REPORTED: "wait",
    VisitState.ACCEPTED: "ok",
    VisitState.RETURNED: "warn",
    VisitState.WITHDRAWN: "",
    VisitState.REVOKED: "warn",
    VisitState.SUPERSEDED: "",
}


def told_by(visit: Visit) -> str:
    """Result with what belongs to it: "Meninggal: Siti Aminah", "Pindah di dalam kota: Sidodadi".

    Reads `visit.deaths` with their persons: prefetch them for a list.
    """
    details = [death.person.name for death in visit.deaths.all()]
    if visit.destination is not None:
        details.append(f"ke {visit.destination.name}")
    if visit.destination_text:
        details.append(f"ke {mask_digits(visit.destination_text)}")
    result = visit.get_result_display()
    return f"{result}: {', '.join(details)}" if details else result


def would_change(visit: Visit) -> list[str]:
    """What acceptance will do, one sentence a change; the page shows it before the tap."""
    if visit.result == VisitResult.DECEASED:
        return _after_deaths(visit)
    if visit.result == VisitResult.MOVED_INSIDE and visit.destination is not None:
        name = visit.destination.name
        return [f"Rumah tangga dipindahkan ke Kelurahan {name} dan diverifikasi lagi di sana."]
    if visit.result in CLOSES_AS:
        reason = CLOSES_AS[visit.result].label.lower()
        return [f"Rumah tangga ditutup ({reason}) dan keluar dari angka bantuan."]
    return []


def _after_deaths(visit: Visit) -> list[str]:
    deaths = list(visit.deaths.all())
    dead = {death.person_id for death in deaths}
    changes = [f"{death.person.name} dicatat meninggal{_day(death.died_on)}." for death in deaths]
    if not _living(visit.household) - dead:
        return [*changes, "Tidak ada anggota lain yang hidup: rumah tangga ditutup."]
    if visit.household.head_id in dead or visit.household.head_id is None:
        heir = visit.new_head
        changes.append(
            f"{heir.name} menjadi kepala rumah tangga." if heir else "Menunggu kepala baru."
        )
    return changes


def _living(household: Household) -> set[int]:
    """Reads memberships with their persons: prefetch them for a list."""
    return {
        member.person_id
        for member in household.memberships.all()
        if member.valid_to is None and member.person.existence not in GONE
    }


def _day(day: date | None) -> str:
    return f" pada {day_words(day)}" if day else ""
