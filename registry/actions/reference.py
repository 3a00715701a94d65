"""Reference data and users: what the admin site and the commands change."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from registry import areas as area_lists
from registry.audit import record
from registry.events import Verb
from registry.models import Area, Posting, User

# Never in the history: what it is worth to a thief, and what says nothing to a reader.
SILENT_FIELDS = {"password", "last_login", "outline"}


def snapshot(thing: models.Model) -> dict[str, Any]:
    """Field → readable value, for the history."""
    return {
        field.name: _readable(getattr(thing, field.attname))
        for field in thing._meta.concrete_fields
        if field.name not in SILENT_FIELDS and not field.primary_key
    }


def _readable(value: Any) -> Any:
    return value if isinstance(value, (bool, int, list, dict, type(None))) else str(value)


def subject_of(thing: models.Model) -> str:
    return f"{thing._meta.model_name}:{thing}"


@transaction.atomic
def save_reference(*, thing: models.Model, by: User) -> None:
    """Adds or changes one row of reference data (area, programme, rule, posting …).

    Only what differs from the stored row is written; a form hands over a `thing` that differs in
    what its page changed (registry/reference_forms.py).
    """
    old = type(thing)._default_manager.filter(pk=thing.pk).first() if thing.pk else None
    before, after = snapshot(old) if old else {}, snapshot(thing)
    changed = {key for key in after if before.get(key) != after[key]}
    if old is None:
        thing.save()
    elif changed:
        thing.save(update_fields=changed)
    else:
        return
    record(
        Verb.REFERENCE_CHANGED if old else Verb.REFERENCE_ADDED,
        by=by,
        subject=subject_of(thing),
        before={key: before[key] for key in sorted(changed) if key in before},
        after={key: after[key] for key in sorted(changed)},
    )


@transaction.atomic
def delete_reference(*, thing: models.Model, by: User) -> None:
    """Deletes a row nothing refers to. Raises ProtectedError where something does."""
    subject, before = subject_of(thing), snapshot(thing)
    thing.delete()
    record(Verb.REFERENCE_DELETED, by=by, subject=subject, before=before)


@transaction.atomic
def create_user(
    *,
    username: str,
    password: str,
    by: User | None,
    role: str,
    areas: Iterable[Area],
    full_name: str = "",
    valid_from: date | None = None,
) -> User:
    """A new user with one posting an area. Raises IntegrityError where the name is taken."""
    user = User.objects.create_user(username, password, full_name=full_name)
    day = valid_from or timezone.localdate()
    postings = [Posting(user=user, role=role, area=area, valid_from=day) for area in areas]
    Posting.objects.bulk_create(postings)
    record(
        Verb.USER_ADDED,
        by=by,
        subject=f"user:{username}",
        after={"role": role, "areas": [posting.area.code for posting in postings]},
    )
    return user


def note_password_set(*, user: User, by: User) -> None:
    """Writes that `by` has given `user` a new password; the password itself is nowhere."""
    record(Verb.PASSWORD_SET, by=by, subject=f"user:{user.username}")


def random_password() -> str:
    """Three groups that can be read over the phone: no look-alike letters."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


@transaction.atomic
def load_areas(*, rows: list[dict[str, str]], by: User | None, source: str) -> area_lists.Loaded:
    """Takes a list of areas over (registry/areas.py). Raises AreasRefused."""
    loaded = area_lists.load(Area, rows)
    if loaded.new or loaded.changed:
        record(
            Verb.AREAS_LOADED,
            by=by,
            subject=f"file:{source}",
            after={"new": loaded.new, "changed": loaded.changed, "same": loaded.same},
        )
    return loaded


@transaction.atomic
def load_outlines(*, outlines: dict[str, dict[str, Any]], by: User | None, source: str) -> int:
    """Stores the outlines of known areas. Raises AreasRefused for a code we do not know."""
    known = set(Area.objects.values_list("code", flat=True))
    if unknown := sorted(set(outlines) - known):
        raise area_lists.AreasRefused(f"Kode wilayah tidak dikenal: {', '.join(unknown[:5])}.")
    for code, geometry in outlines.items():
        Area.objects.filter(code=code).update(outline=geometry)
    record(Verb.OUTLINES_LOADED, by=by, subject=f"file:{source}", after={"areas": len(outlines)})
    return len(outlines)
