"""The kind of import that reads DTSEN: families with their ranks, and their members."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from registry.codes import Relation
from registry.imports.importkinds import Choices, Remark, RowVerdict, Values
from registry.imports.judging import JudgedRow
from registry.imports.people.cases import HouseholdCase
from registry.imports.people.families import BY_FAMILY, judge_families
from registry.imports.undoing.undoable import Undoable
from registry.imports.values.area_codes import AreaCodes, numbering_of
from registry.imports.values.mending import usual_lists
from registry.matching.names import name_key
from registry.models import ImportRun, Listing, ListSource, Scheme
from registry.resources.dtsen_columns import DtsenResource
from registry.resources.people_kind import PeopleContext, PeopleKind, person_key

# What tells the kelurahan of a family; a sheet of members has none of it.
PLACED_BY = ("village", "area_code")
PLACE = ("city", "district", *PLACED_BY)
UNKNOWN_CODE = "Kode wilayah ini tidak dikenal di kota ini. Periksa kodenya, atau isi kelurahannya."


@dataclass
class DtsenContext(PeopleContext):
    """What the rows of one file share; besides, what its plain area codes mean."""

    @cached_property
    def codes(self) -> AreaCodes:
        return AreaCodes()

    @cached_property
    def numbering(self) -> str:
        """Asked for when every row has been read."""
        return numbering_of(self.run)


class DtsenKind(PeopleKind):
    """Both sheets are read by the same columns: a family's row is its head.

    A family joins the household that holds its KK or its NIKs; a sheet of members only joins.
    """

    name = "dtsen"
    label = "Data DTSEN"
    resource = DtsenResource
    source = ListSource.DTSEN
    scheme = Scheme.FAMILY
    context_type = DtsenContext
    own_group = Cast(KT("cleaned__family"), TextField())
    sheet_note = (
        "Keluarga dan anggotanya ada di lembar sendiri-sendiri. Impor lembar keluarga dahulu; "
        "sesudah diterapkan, unggah berkas ini sekali lagi dan pilih lembar anggota."
    )
    undoables: tuple[Undoable, ...] = tuple(
        Undoable(Listing, "listing", by_row=True) if target.model is Listing else target
        for target in PeopleKind.undoables
    )

    def usual_release(self, day: datetime.date) -> str:
        """That of the quarter in which the file comes."""
        return f"DTSEN-{day.year}-T{(day.month + 2) // 3}"

    def leads(self, fields: Collection[str]) -> bool:
        """The sheet of families before that of their members, wherever it stands."""
        return any(field in fields for field in PLACED_BY)

    def placed_by(self, fields: Collection[str]) -> Collection[str]:
        """A sheet without a column for the place is one of members, who live with their family."""
        return PLACED_BY if self.leads(fields) else ()

    def check(self, values: Values, context: PeopleContext) -> RowVerdict:
        """Area, key, who the row is. A row without a relation is its family's head."""
        verdict = RowVerdict(group=values["family"])
        if self.leads(values):
            values.setdefault("relation", Relation.HEAD.value)
            values["area"], unknown = self._place(values, context)
            verdict.problems += unknown
        else:
            values["area"] = None
        self._part(values)
        values["name_key"] = name_key(values["name"])
        self._warn(values, verdict)
        verdict.key = person_key(values, f"keluarga:{values['family']}")
        return verdict

    def check_rest(self, values: Values, context: PeopleContext, unread: set[str]) -> list[Remark]:
        if unread & set(PLACE) or not self.leads(values):
            return []
        return self._place(values, context)[1]

    @staticmethod
    def _place(values: Values, context: Any) -> tuple[int | None, list[Remark]]:
        """The code says it, or the words do. `area_either`: what a code of two meanings means."""
        asked = {name: values.pop(name, None) or "" for name in PLACE}
        code = asked.pop("area_code")
        meant = context.codes.read(code) if code else {}
        if len(set(meant.values())) == 1:
            numbering, area = next(iter(meant.items()))
            if len(meant) == 1 and "." not in code:
                values["numbering"] = numbering
            return area, []
        if asked["village"] or not code:
            place = context.places.find(**asked)
            return place.area_id, [] if place.area_id else [place.remark(asked)]
        if not meant:
            return None, [("area_code", code, UNKNOWN_CODE)]
        values["area_either"] = meant
        return None, []

    def closed_lists(self) -> dict[str, Choices]:
        return usual_lists(self)

    def gather(self, run: ImportRun) -> None:
        BY_FAMILY.gather(run)

    def cases(self, batch: Sequence[JudgedRow], context: Any) -> list[HouseholdCase]:
        for row in batch:
            if either := row.cleaned.get("area_either"):
                row.cleaned["area"] = either.get(context.numbering)
        return judge_families(batch, context.release, context.shared)


DTSEN = DtsenKind()
