"""Finding recipients outside the register, for those who may see them."""

from django.db.models import Q

from programs.models import Recipient
from programs.models.aid import RecipientQuerySet
from registry.models import User
from registry.roles import Permission
from registry.search import name_holds, name_sounds

# The list of recipients outside the register pages through the rest.
MOST = 20


def _seen(user: User) -> RecipientQuerySet:
    visible = Recipient.objects.visible_to(user, Permission.VIEW_OUTSIDE).outside()
    return visible.select_related("program", "area", "row__run").order_by("name_key", "id")


def outside_by_number(user: User, number: str) -> list[Recipient]:
    return list(_seen(user).filter(Q(nik=number) | Q(kk=number))[:MOST])


def outside_by_name(user: User, text: str) -> list[Recipient]:
    """As for people of the register: written so first, then what only sounds like it."""
    written = list(_seen(user).filter(name_holds(text, "name_key"))[:MOST])
    spoken = _seen(user).filter(name_sounds(text, "sound_key"))
    known = {one.pk for one in written}
    return [*written, *(one for one in spoken[:MOST] if one.pk not in known)][:MOST]
