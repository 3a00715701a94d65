"""A recipient in the cells of a file: who, where, from which row of which list."""

from dataclasses import dataclass
from typing import Any

from programs.models import Recipient
from registry.identifiers import mask_nik
from registry.models import StagedRow, User
from registry.roles import Permission

WHO = ("PROGRAM", "NAMA", "NIK", "NO KK", "KECAMATAN", "KELURAHAN", "ALAMAT")
FROM = ("BERKAS", "BARIS")


@dataclass(frozen=True)
class WholeNumbers:
    """Whose numbers stand unmasked in a file: of households in `areas`, or also of outsiders.

    These lie in no area: the right in the kelurahan that their list names says nothing of them.
    """

    areas: frozenset[int] = frozenset()
    outside: bool = False

    @classmethod
    def for_user(cls, user: User) -> "WholeNumbers":
        may = Permission.REVEAL_IDENTITY
        return cls(user.area_ids(may), user.sees_whole_city(may))

    def of(self, recipient: Recipient) -> bool:
        household = recipient.household
        return household.area_id in self.areas if household else self.outside


def place_of(recipient: Recipient) -> Any:
    """The kelurahan where the household is registered, else the one its list names."""
    household = recipient.household
    return household.area if household else recipient.area


def who(recipient: Recipient, whole: WholeNumbers) -> list[Any]:
    """The cells under `WHO`."""
    area = place_of(recipient)
    numbers = [recipient.nik, recipient.kk]
    if not whole.of(recipient):
        numbers = [mask_nik(number) for number in numbers]
    address = recipient.household.address if recipient.household else recipient.address
    return [
        *(recipient.program.code, recipient.name, *numbers),
        area.parent.name if area and area.parent else "",
        area.name if area else recipient.area_text,
        address,
    ]


def source(row: StagedRow | None) -> list[Any]:
    """The cells under `FROM`."""
    return [row.run.file_name, row.number] if row else ["", ""]
