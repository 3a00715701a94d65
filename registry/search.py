"""Finding people: by a whole number, or by name. Every search starts from what the user may see."""

import unicodedata

from django.db.models import Q

from bansos.lib.text import header_key
from registry.matching.names import name_key
from registry.models import Membership, User
from registry.models.person import MembershipQuerySet
from registry.roles import Permission

# Under this a substring would match half the city.
SHORTEST_NAME = 3
NUMBER_LENGTH = 16
ORDER = ["person__name_key", "id"]


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
    """People whose name holds every word of `text` anywhere: "sit rah" finds Siti Rahmah."""
    return seen(user).filter(name_holds(text, "person__name_key"))


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
