"""A household's history for reading: what people did and what files changed, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from registry.events import Verb, sentence
from registry.identifiers import mask_digits
from registry.models import AuditEvent, ChangeRow, Household, StagedRow

# A household that many lists touched: the page shows the newest and says that there are more.
MOST_ENTRIES = 200

# Words for the fields that an event or an import may have changed; others show under their name.
FIELD_WORDS = {
    "address": "alamat",
    "area": "kelurahan",
    "area_id": "kelurahan",
    "rt": "RT",
    "rw": "RW",
    "head": "kepala",
    "head_id": "kepala",
    "standing": "status",
    "standing_on": "tanggal status",
    "reported": "laporan",
    "closed_on": "ditutup pada",
    "closed_reason": "alasan penutupan",
    "name": "nama",
    "nik": "NIK",
    "kk": "No. KK",
    "relation": "hubungan",
    "mother_name": "nama ibu kandung",
    "birth_place": "tempat lahir",
    "birth_date": "tanggal lahir",
    "sex": "jenis kelamin",
    "occupation": "pekerjaan",
    "existence": "keberadaan",
    "existence_on": "sejak",
    "decile": "desil",
    "kata": "kata yang dicari",
    "role": "peran",
    "areas": "wilayah",
    "kind": "jenis",
    "new": "baru",
    "changed": "berubah",
    "same": "sama",
    "problem": "bermasalah",
    "changes": "nilai yang dicatat",
    "digest": "sidik perubahan",
    "households": "rumah tangga",
    "seed": "benih",
    "visits": "dengan kunjungan",
    "username": "nama pengguna",
    "full_name": "nama lengkap",
    "is_active": "aktif",
    "valid_from": "sejak",
    "valid_to": "sampai",
    "verdict": "putusan",
    "unit": "mengikat",
    "basis": "dasar hukum",
    "note": "keterangan",
    "code": "kode",
    "aliases": "sebutan lain",
    "source": "sumber dana",
    "target": "sasaran",
    "amount": "nilai",
    "counted": "dihitung",
}
# What an event was about, where it was no household, person or file: the word before the colon.
SUBJECT_WORDS = {
    "user": "pengguna",
    "file": "berkas",
    "round": "periode",
    "city": "kota",
    "area": "wilayah",
    "program": "program",
    "overlaprule": "aturan rangkap",
    "posting": "penempatan",
    "release": "rilis",
    "unduh": "",
    # A random number; the household beside it says more.
    "visit": None,
}
# Bookkeeping that says nothing to a reader.
SILENT = {
    "version",
    "name_key",
    "closed_at",
    "existence_recorded_at",
    "public_id",
    "created_at",
    "row",
    "row_id",
}


@dataclass(frozen=True)
class Change:
    """One value, old → new; either may be empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    at: datetime
    sentence: str
    about: str = ""
    reason: str = ""
    changes: list[Change] = field(default_factory=list)
    source: StagedRow | None = None


def changes_between(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Change]:
    """The fields that differ, masked and worded; what only one side knows has the other empty."""
    old, new = before or {}, after or {}
    keys = [key for key in [*new, *(k for k in old if k not in new)] if key not in SILENT]
    return [
        Change(FIELD_WORDS.get(key, key), _worded(old.get(key)), _worded(new.get(key)))
        for key in keys
        if old.get(key) != new.get(key)
    ]


def _worded(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, (list, tuple)):
        return ", ".join(_worded(item) for item in value)
    return mask_digits(str(value))


def subject_in_words(subject: str) -> str:
    """"user:budi" → "pengguna budi"; what says nothing to a reader is left out."""
    kind, colon, rest = subject.partition(":")
    word = SUBJECT_WORDS.get(kind, kind) if colon else ""
    if word is None:
        return ""
    return f"{word} {rest if colon else subject}".strip()


def entry_of_event(event: AuditEvent) -> Entry:
    return Entry(
        at=event.at,
        sentence=sentence(event.verb, str(event.actor) if event.actor else None),
        about=event.person.name if event.person else subject_in_words(event.subject),
        reason=event.reason,
        changes=changes_between(event.before, event.after),
    )


def _entry_of_change(change: ChangeRow, names: dict[int, str]) -> Entry:
    made = change.before is None
    about = names.get(change.target_id, "") if change.target == "person" else ""
    who = str(change.run.applied_by) if change.run.applied_by else None
    return Entry(
        at=change.run.applied_at or change.run.created_at,
        sentence="Dicatat pertama kali dari berkas" if made else sentence(Verb.IMPORT_APPLIED, who),
        about=about,
        changes=[] if made else changes_between(change.before, change.after),
        source=change.row,
    )


def household_history(household: Household, people: Iterable[tuple[int, str]]) -> list[Entry]:
    """Newest first: the events of the household and what imports changed of it and its `people`.

    `people` are (id, name) of those who live or lived there. Two queries.
    """
    names = dict(people)
    events = household.events.select_related("actor", "person").order_by("-id")[:MOST_ENTRIES]
    about = Q(target="household", target_id=household.pk)
    if names:
        about |= Q(target="person", target_id__in=list(names))
    changes = (
        ChangeRow.objects.filter(about, run__state="diterapkan")
        .select_related("run__applied_by", "row__run")
        .order_by("-id")[:MOST_ENTRIES]
    )
    entries = [entry_of_event(event) for event in events]
    entries += [_entry_of_change(change, names) for change in changes]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:MOST_ENTRIES]
