"""What a row of a list says of its recipient, as far as it helps to find him."""

from dataclasses import dataclass
from datetime import date

from programs.linking.scores import Described
from programs.models import Recipient
from registry.identifiers import nik_birth_date
from registry.matching.addresses import address_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Texts are '' where the row is silent. `area_id` is None too where the area is unknown."""

    nik: str
    kk: str
    name_key: str
    area_id: int | None = None
    address: str = ""
    rt: str = ""
    birth_date: date | None = None

    @property
    def described(self) -> Described:
        return Described(
            name_key=self.name_key,
            area_id=self.area_id,
            address=address_of(self.address, self.rt),
            birth_date=self.birth_date,
            born_by_nik=nik_birth_date(self.nik),
            nik=self.nik,
            kk=self.kk,
        )


def wanted_of(recipient: Recipient) -> Wanted:
    return Wanted(
        nik=recipient.nik,
        kk=recipient.kk,
        name_key=recipient.name_key,
        area_id=recipient.area_id,
        address=recipient.address,
        rt=recipient.rt,
        birth_date=recipient.birth_date,
    )
