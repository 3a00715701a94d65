"""A result of a list beside the visits that are known already: what was recorded here stands."""

import datetime
from collections.abc import Iterable

from bansos.lib.datewords import day_words
from bansos.lib.text import header_key
from verification.intake.cases import NewVisit
from verification.models import Visit
from verification.workflow import HEARD_STATES

# (day, officer in comparable form): with the household the natural key of a result.
Key = tuple[str, str]


def key_of(visit: Visit | NewVisit) -> Key:
    return visit.visited_on.isoformat(), header_key(visit.officer_name)


def dead_by(visit: Visit) -> dict[int, datetime.date | None]:
    return {death.person_id: death.died_on for death in visit.deaths.all()}


def differs(known: Visit, new: NewVisit) -> bool:
    """An empty cell says nothing."""
    told = dead_by(known)
    return (
        known.result != new.result
        or bool(new.note and new.note != known.note)
        or bool(new.destination_id and new.destination_id != known.destination_id)
        or bool(new.destination_text and new.destination_text != known.destination_text)
        or any(
            person not in told or died_on not in {None, told[person]}
            for person, (died_on, _) in new.deaths.items()
        )
    )


def tells_it(known: Visit, new: NewVisit) -> bool:
    """Whether the known visit says all that the new one would do."""
    return not _denies(known, new) and new.deaths.keys() <= dead_by(known).keys()


def _denies(visit: Visit, new: NewVisit) -> bool:
    """Both cannot be true of one day: another result, or a move to another kelurahan."""
    return visit.result != new.result or new.destination_id not in {None, visit.destination_id}


def decided_here(visits: Iterable[Visit], new: NewVisit) -> bool:
    """Somebody recorded another result here for the same day: it stands."""
    for visit in visits:
        same_day = visit.visited_on == new.visited_on and visit.officer_id is not None
        if same_day and visit.state in HEARD_STATES and _denies(visit, new):
            keep(new, visit)
            return True
    return False


def refuted(revoked: Iterable[Visit], new: NewVisit) -> bool:
    """A supervisor has taken just this back: the list that comes again does not do it anew."""
    for visit in revoked:
        if key_of(visit) == key_of(new) and tells_it(visit, new):
            new.row.warn(
                f"Penyelia sudah mencabut hasil ini ({visit.get_result_display()}, "
                f"{day_words(visit.visited_on)}); berkas tidak menjalankannya lagi."
            )
            return True
    return False


def keep(new: NewVisit, visit: Visit) -> None:
    what = "hasil lain" if visit.result != new.result else "hasil ini dengan isi lain"
    new.row.warn(
        f"Petugas sudah mencatat {what} ({visit.get_result_display()}, "
        f"{day_words(visit.visited_on)}); yang dicatat petugas dipertahankan."
    )
