"""The column sets of the register's lists, and the kind of import that reads them."""

import datetime
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone
from import_export.resources import Resource

from registry import codes, identifiers
from registry.imports.apply import Table
from registry.imports.importkinds import Kind, RowVerdict, SheetField, Values
from registry.imports.judging import JudgedRow
from registry.imports.ledger import Ledger
from registry.imports.people import judge_people
from registry.imports.people_writer import PeopleWriter, lock_unchanged
from registry.imports.places import Places
from registry.imports.refusal import Refused
from registry.imports.undoable import Undoable
from registry.imports.widgets import (
    DateWidget,
    FoundWidget,
    NameWidget,
    RequiredFoundWidget,
    RtWidget,
    TextWidget,
    kk_widget,
    nik_widget,
    yes_no_widget,
)
from registry.matching.names import name_key, written_as_deceased
from registry.models import (
    Area,
    Delivery,
    Household,
    Identifier,
    ImportRun,
    ListedAid,
    Listing,
    ListSource,
    Membership,
    Person,
    Release,
    Residence,
)

# Aid columns of the DTKS export → programme codes. Claims of the list, never aid received.
CLAIMS = {
    "claim_bpnt": "BPNT",
    "claim_pkh": "PKH",
    "claim_bpnt_ppkm": "BPNT-PPKM",
    "claim_pbi": "PBI-JK",
}

MONTH_IN_CODE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_ ./]?(1[0-2]|0?[1-9])(?!\d)")


class DtksResource(Resource):
    """The DTKS export: one row a person, 23 columns, its own typo in DESA/KELUARAHAN."""

    def __init__(self, relation_codes: codes.RelationScheme | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        read = partial(codes.read_relation, scheme=relation_codes)
        self.fields["relation"].widget = FoundWidget(read)

    dtks_id = SheetField(
        "dtks_id",
        "ID DTKS",
        aliases=["ID BDT", "IDBDT", "IDDTKS", "ID DTKS/BDT"],
        required=True,
        widget=RequiredFoundWidget(identifiers.read_dtks_id, "ID DTKS"),
    )
    city = SheetField(
        "city",
        "KABUPATEN/KOTA",
        aliases=["KAB/KOTA", "KABUPATEN KOTA", "KOTA"],
        widget=TextWidget(),
    )
    district = SheetField("district", "KECAMATAN", aliases=["KEC", "NM KEC"], widget=TextWidget())
    village = SheetField(
        "village",
        "DESA/KELUARAHAN",
        required=True,
        widget=TextWidget(),
        aliases=["DESA/KELURAHAN", "KELURAHAN", "KEL/DESA", "DESA", "NM KEL", "KELURAHAN/DESA"],
    )
    address = SheetField(
        "address", "ALAMAT", aliases=["ALAMAT RUMAH", "ALAMAT LENGKAP"], widget=TextWidget(255)
    )
    rt = SheetField("rt", "RT", widget=RtWidget())
    rw = SheetField("rw", "RW", widget=RtWidget())
    kk = SheetField(
        "kk",
        "NOKK",
        widget=kk_widget(),
        aliases=[
            "NOMOR KK",
            "NO KK",
            "NO. KK",
            "NO_KK",
            "NO KARTU KELUARGA",
            "NKK",
            "KK",
            "NO KEL",
        ],
    )
    nik = SheetField(
        "nik", "NIK", aliases=["NOMOR NIK", "NIK KTP", "NO NIK"], required=True, widget=nik_widget()
    )
    name = SheetField(
        "name",
        "NAMA",
        aliases=["NAMA ART", "NAMA KRT", "NAMA LENGKAP", "NAMA ANGGOTA"],
        required=True,
        widget=NameWidget(120),
    )
    birth_date = SheetField(
        "birth_date", "TANGGAL LAHIR", aliases=["TGL LAHIR", "TGL. LAHIR"], widget=DateWidget()
    )
    birth_place = SheetField(
        "birth_place", "TEMPAT LAHIR", aliases=["TMP LAHIR"], widget=TextWidget(80)
    )
    sex = SheetField(
        "sex", "JENIS KELAMIN", aliases=["L/P", "JK", "JENKEL"], widget=FoundWidget(codes.read_sex)
    )
    occupation = SheetField("occupation", "PEKERJAAN", widget=TextWidget(80))
    mother_name = SheetField(
        "mother_name",
        "NAMA IBU KANDUNG",
        aliases=["IBU KANDUNG", "NAMA IBU"],
        widget=TextWidget(120),
    )
    relation = SheetField(
        "relation",
        "HUB KELUARGA",
        widget=FoundWidget(codes.read_relation),
        aliases=["HUBUNGAN KELUARGA", "HUBUNGAN", "STATUS HUBUNGAN", "SHDK"],
    )
    claim_bpnt = SheetField("claim_bpnt", "BANSOS BPNT", aliases=["BPNT"], widget=yes_no_widget())
    claim_pkh = SheetField("claim_pkh", "BANSOS PKH", aliases=["PKH"], widget=yes_no_widget())
    claim_bpnt_ppkm = SheetField(
        "claim_bpnt_ppkm",
        "BANSOS BPNT-PPKM",
        aliases=["BPNT-PPKM", "BNPT_PPKM"],
        widget=yes_no_widget(),
    )
    claim_pbi = SheetField(
        "claim_pbi", "PBI JKN", aliases=["PBI", "PBI-JK"], widget=yes_no_widget()
    )


@dataclass
class DtksContext:
    """What the rows of one file share."""

    places: Places
    release: Release | None
    release_code: str
    day: datetime.date
    writer: PeopleWriter | None = None


class DtksKind(Kind):
    name = "dtks"
    label = "Data DTKS"
    resource = DtksResource
    option_names = ("release", "relation_codes")
    undoables: tuple[Undoable, ...] = (
        Undoable(ListedAid, "claim", by_row=True, again=True),
        Undoable(Listing, by_row=True),
        Undoable(Identifier, by_row=True),
        Undoable(Residence, "residence", by_row=True, late=True),
        Undoable(Membership, "membership", by_row=True, late=True),
        Undoable(Household, "household"),
        Undoable(Person, "person"),
        Undoable(Delivery),
        Undoable(Release, "release"),
    )

    def complete_options(self, options: dict[str, Any]) -> dict[str, Any]:
        """Without a word, a file belongs to the release of the month in which it comes."""
        return {"release": f"DTKS-{timezone.localdate():%Y-%m}", **options}

    def context(self, run: ImportRun) -> DtksContext:
        code = run.options["release"]
        if len(code) > 40:
            raise Refused("release", "Kode rilis paling panjang 40 huruf.")
        day = timezone.localdate(run.created_at)
        release = Release.objects.filter(code=code).first()
        return DtksContext(Places(settings.CITY), release, code, day)

    def widget_options(self, run: ImportRun) -> dict[str, Any]:
        return {"relation_codes": run.options.get("relation_codes")}

    def check(self, values: Values, context: DtksContext) -> RowVerdict:
        """Area, key, what disagrees within the row. `claims` holds the codes that say YA."""
        verdict = RowVerdict(group=values["dtks_id"])
        place = context.places.find(
            city=values.pop("city", None) or "",
            district=values.pop("district", None) or "",
            village=values.pop("village", None) or "",
        )
        if place.area_id is None:
            verdict.problems.append(("village", "", place.error))
        values["area"] = place.area_id
        values["claims"], values["denied"] = self._claims(values)
        values["name_key"] = name_key(values["name"])
        self._warn(values, verdict)
        verdict.key = person_key(values)
        return verdict

    @staticmethod
    def _claims(values: Values) -> tuple[list[str], list[str]]:
        """Programmes that the list says YA and TIDAK to; of an empty cell it says neither."""
        said: dict[str, list[str]] = {"ya": [], "tidak": []}
        for field, code in CLAIMS.items():
            word = values.pop(field, "")
            if word:
                said[word].append(code)
        return said["ya"], said["tidak"]

    def _warn(self, values: Values, verdict: RowVerdict) -> None:
        born = values.get("birth_date")
        remarks = identifiers.cross_check(
            values["nik"] or None, values.get("kk"), _date(born), values.get("sex"), settings.CITY
        )
        verdict.warnings += [("nik", "", remark) for remark in remarks]
        if written_as_deceased(values["name"]):
            verdict.warnings.append(
                ("name", "", "Nama ditulis sebagai almarhum/almarhumah. Periksa saat kunjungan.")
            )

    def begin(self, context: DtksContext, ledger: Ledger) -> None:
        """Opens the release where the file is the first to speak of it."""
        release = context.release
        if release is None:
            release = make_release(context)
            ledger.made("release", release.pk, None)
        context.writer = PeopleWriter(release, context.day, ledger)

    def judge(
        self, batch: Sequence[JudgedRow], context: DtksContext, ledger: Ledger | None
    ) -> Counter[str]:
        writer = context.writer
        if ledger is None or writer is None:
            judge_people(batch, context.release)
            return Counter()
        cases = judge_people(batch, writer.release)
        while not lock_unchanged(cases):
            cases = judge_people(batch, writer.release)
        writer.write(cases)
        return Counter()

    def conclude(self, run: ImportRun, context: DtksContext, ledger: Ledger) -> None:
        """Notes the kecamatan that this file delivered of its release."""
        if context.writer is None:  # a file without one good row
            return
        release = context.writer.release
        districts = Area.objects.filter(
            children__households__listings__row__run=run,
            children__households__listings__release=release,
        ).distinct()
        Delivery.objects.bulk_create(
            Delivery(release=release, area=district, run=run) for district in districts
        )


def make_release(context: DtksContext) -> Release:
    table = Table(Release, "id", "code", "source", "issued_on")
    (key,) = table.keys(1)
    day = issued_on(context.release_code, context.day)
    release = Release(pk=key, code=context.release_code, source=ListSource.DTKS, issued_on=day)
    table.insert([(key, release.code, ListSource.DTKS.value, day.isoformat())])
    return release


def issued_on(code: str, default: datetime.date) -> datetime.date:
    """The month in a code like DTKS-2021-07 or DTKS 2021_7; else the day the file came."""
    found = MONTH_IN_CODE.search(code)
    return datetime.date(int(found[1]), int(found[2]), 1) if found else default


def person_key(values: Mapping[str, Any]) -> str:
    """NIK; without one ID DTKS + name + birth date: rows without NIK never meet by that alone."""
    if values["nik"]:
        return f"nik:{values['nik']}"
    return f"dtks:{values['dtks_id']}|{values['name_key']}|{values.get('birth_date') or ''}"


def _date(iso: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(iso) if iso else None


DTKS = DtksKind()
