"""Finding people: by a whole number, or by name. Every search starts from what the user may see."""

import unicodedata

from django.db import connection
from django.db.models import Case, Q, When

from bansos.lib.text import header_key
from registry.matching.names import name_key, sound_key
from registry.models import Membership, User
from registry.models.person import MembershipQuerySet
from registry.roles import Permission

# Under this a substring would match half the city.
SHORTEST_NAME = 3
NUMBER_LENGTH = 16
ORDER = ["person__name_key", "id"]
# By name: as it was typed first, then what only sounds like it.
NAME_ORDER = ["spelling", *ORDER]


def digits_of(text: str) -> str:
    """All digits of what was typed, plain ones: "NIK 6472…", "6472 03…" and full-width ones too.

    A name holds none. What holds one is read as a number, never as words: words go into URLs.
    """
    typed = unicodedata.normalize("NFKC", text)
    return "".join(str(int(letter)) for letter in typed if letter.isdecimal())


def seen(user: User) -> MembershipQuerySet:
    """Where people live now, in the areas where this user may search."""
    return (
        Membership.objects.visible_to(user, Permission.SEARCH)
        .current()
        .select_related("person", "household__area", "household__head")
    )


def by_number(user: User, number: str) -> MembershipQuerySet:
    """People with this NIK, or all people of this No. KK.

    Two index look-ups: an OR over two tables would read every membership (138 ms of 150,000).
    """
    current = Membership.objects.current()
    found = (
        current.filter(person__nik=number)
        .values("pk")
        .union(current.filter(kk=number).values("pk"))
    )
    return seen(user).filter(pk__in=found).order_by(*ORDER)


def by_name(user: User, text: str) -> MembershipQuerySet:
    """People whose name holds every word of `text` anywhere: "sit rah" finds Siti Rahmah.

    And, after them, those whose name sounds so from its beginning: "soeparno" finds Suparna too.
    Each half asks for keys of its own: an OR over both would read every name twice.
    """
    current = Membership.objects.current()
    written = current.filter(name_holds(text, "person__name_key"))
    spoken = current.filter(name_sounds(text, "person__sound_key"))
    found = written.values("pk").union(spoken.values("pk"))
    exact = Case(When(name_holds(text, "person__name_key"), then=0), default=1)
    return seen(user).filter(pk__in=found).annotate(spelling=exact)


def name_sounds(text: str, field: str) -> Q:
    """The sounds of `text` are the first words of the sound key `field`; by its index.

    SQLite knows no LIKE by index that minds the case, PostgreSQL no range that minds the blank:
    each is asked in its own way, for the same names.
    """
    sound = sound_key(name_key(text))
    if not sound:
        return Q(pk__in=[])
    longer = {f"{field}__startswith": f"{sound} "}
    if connection.vendor == "sqlite":
        longer = {f"{field}__gt": f"{sound} ", f"{field}__lt": f"{sound}!"}
    return Q(**{field: sound}) | Q(**longer)


def name_holds(text: str, field: str) -> Q:
    """Every word of `text` stands in the name key `field`, as typed or as names are keyed.

    A word that keys leave out ("H.", "BIN") is left out here too, unless it is all there is.
    """
    kept = set(name_key(text).split())
    forms = [{word, name_key(word)} for word in header_key(text).split()]
    wanted = Q()
    for form in [form for form in forms if form & kept] or forms:
        wanted &= Q(*((f"{field}__contains", word) for word in sorted(form)), _connector=Q.OR)
    return wanted
