"""Users with a posting: `UserFactory(role="petugas", area=village("Jawa"))`."""

import datetime
from typing import Any

import factory

from registry.models import Area, Posting, User

CITY = "64.72"
PASSWORD = "rahasia-uji"


def village(name: str = "Jawa") -> Area:
    """A kelurahan of the shipped list by its name."""
    return Area.objects.villages().get(name=name)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"pengguna{n}")
    full_name = factory.Faker("name", locale="id_ID")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        role, area = kwargs.pop("role", None), kwargs.pop("area", None)
        user = User.objects.create_user(password=kwargs.pop("password", PASSWORD), **kwargs)
        if role:
            Posting.objects.create(
                user=user,
                role=role,
                area=area or Area.objects.get(code=CITY),
                valid_from=datetime.date(2020, 1, 1),
            )
        return user
