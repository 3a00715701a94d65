"""The kind of import that reads lists of ruta and their people: DTKS, BDT 2015, SIKS-NG."""

import datetime
from collections.abc import Collection, Sequence

from django.db.models import TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Concat, NullIf

from registry.imports.importkinds import Choices, Remark, RowVerdict, Values
from registry.imports.judging import JudgedRow
from registry.imports.people.cases import HouseholdCase
from registry.imports.people.judge import BY_DTKS_ID, judge_people
from registry.imports.people.leaving import gather_leaving_heads
from registry.imports.values.mending import YES_NO, usual_lists
from registry.matching.names import name_key
from registry.models import ImportRun, ListSource, Scheme
from registry.resources.dtks_columns import CLAIMS, DtksResource
from registry.resources.people_kind import PeopleContext, PeopleKind, person_key

NO_ID = "ID DTKS kosong. Isi, atau hapus barisnya."
NO_FAMILY = (
    "Daftar ini tidak memuat ID DTKS, dan No. KK baris ini kosong: rumah tangganya tidak dapat "
    "ditentukan. Isi No. KK."
)
# What tells the kelurahan of a row.
PLACE = ("city", "district", "village")


class DtksKind(PeopleKind):
    name = "dtks"
    label = "Data DTKS"
    resource = DtksResource
    source = ListSource.DTKS
    scheme = Scheme.DTKS
    own_group = Coalesce(
        NullIf(KT("cleaned__dtks_id"), Value("", TextField())),
        Concat(Value("kk:", TextField()), KT("cleaned__kk")),
    )

    def usual_release(self, day: datetime.date) -> str:
        """That of the month in which the file comes."""
        return f"DTKS-{day:%Y-%m}"

    def placed_by(self, fields: Collection[str]) -> Collection[str]:
        return ("village",)

    def check(self, values: Values, context: PeopleContext) -> RowVerdict:
        """Area, key, what disagrees within the row. `claims` holds the codes that say YA."""
        group, missing = self._household(values)
        verdict = RowVerdict(group=group)
        if missing:
            verdict.problems.append(("dtks_id", "", missing))
        values["area"], unknown = self._place(values, context)
        verdict.problems += unknown
        self._part(values)
        values["claims"], values["denied"] = self._claims(values)
        values["name_key"] = name_key(values["name"])
        self._warn(values, verdict)
        house = values["dtks_id"] or values.get("kk") or ""
        verdict.key = person_key(values, f"dtks:{house}")
        return verdict

    def check_rest(self, values: Values, context: PeopleContext, unread: set[str]) -> list[Remark]:
        return [] if unread & set(PLACE) else self._place(values, context)[1]

    @staticmethod
    def _place(values: Values, context: PeopleContext) -> tuple[int | None, list[Remark]]:
        asked = {field: values.pop(field, None) or "" for field in PLACE}
        place = context.places.find(**asked)
        return place.area_id, [] if place.area_id else [place.remark(asked)]

    def closed_lists(self) -> dict[str, Choices]:
        return usual_lists(self) | dict.fromkeys(CLAIMS, YES_NO)

    @staticmethod
    def _household(values: Values) -> tuple[str, str]:
        """What the rows of one household share, or why a row has none.

        The ID DTKS; in a list without that column the No. KK.
        """
        if "dtks_id" in values:
            return values["dtks_id"], "" if values["dtks_id"] else NO_ID
        values["dtks_id"] = ""
        return (f"kk:{values['kk']}", "") if values.get("kk") else ("", NO_FAMILY)

    @staticmethod
    def _claims(values: Values) -> tuple[list[str], list[str]]:
        """Programmes that the list says YA and TIDAK to; of an empty cell it says neither."""
        words = [(values.pop(name, ""), code) for name, code in CLAIMS.items()]
        said = [code for word, code in words if word == "ya"]
        return said, [code for word, code in words if word == "tidak"]

    def gather(self, run: ImportRun) -> None:
        """Where the list has no number for a household, several KK may be of one.

        Where it has, a head may go from one of its households to another.
        """
        if "dtks_id" not in run.mapping.values():
            BY_DTKS_ID.gather(run)
        else:
            gather_leaving_heads(run, self.scheme)

    def cases(self, batch: Sequence[JudgedRow], context: PeopleContext) -> list[HouseholdCase]:
        return judge_people(batch, context.release, context.shared)


DTKS = DtksKind()
