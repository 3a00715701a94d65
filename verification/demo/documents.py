"""The lists that the made-up offices send: their columns and the cells of each row (pure).

The same cells stand behind the rows of the demo database and in the spreadsheets of `--files`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from registry.layouts import CLAIM_COLUMNS, DTKS_HEADERS
from verification.demo.aid import CALENDAR, CHANNELS
from verification.demo.plan import AidPlan, HousePlan, PaymentPlan, PersonPlan

OLD_RELEASE, NEW_RELEASE = "DTKS-2021-01", "DTKS-2021-07"
CITY_NAMES = ("KALIMANTAN TIMUR", "KOTA SAMARINDA")
# The older variant knows other words and has no aid columns.
OLD_WORDS = {"NOKK": "NOMOR KK", "NIK": "NOMOR NIK", "HUB KELUARGA": "HUBUNGAN KELUARGA"}
OLD_DTKS_HEADER = [OLD_WORDS.get(word, word) for word in DTKS_HEADERS[: -len(CLAIM_COLUMNS)]]
RELATION_CELLS = {
    "kepala": ("1", "KEPALA KELUARGA"),
    "pasangan": ("2", "ISTRI/SUAMI"),
    "anak": ("3", "ANAK"),
    "menantu": ("4", "MENANTU"),
    "cucu": ("5", "CUCU"),
    "ortu_mertua": ("6", "ORANG TUA/MERTUA"),
    "lainnya": ("8", "LAINNYA"),
}
# Lists that hold nothing but NIK and NAMA, from an office without any DTKS id.
BARE_PROGRAMS = frozenset({"SMD-SEMBAKO-2021"})
BARE_HEADER = ["NO", "NIK", "NAMA", "KET"]
PAYMENT_HEADER = [
    "NO",
    "NAMA PENERIMA",
    "NIK",
    "NO KK",
    "ALAMAT",
    "KELURAHAN",
    "KECAMATAN",
    "TAHAP",
    "NOMINAL",
    "KETERANGAN",
    "TANGGAL SALUR",
    "LEMBAGA PENYALUR",
]


@dataclass(frozen=True)
class Document:
    """One file of an office. `options` are those of the import_file command."""

    name: str
    kind: str
    header: list[str]
    options: dict[str, str] = field(default_factory=dict)


def dtks_document(release: str, ending: str = "csv", part: str = "") -> Document:
    old = release == OLD_RELEASE
    options = {"release": release} | ({"relation_codes": "statistik"} if old else {})
    name = f"{release.lower()}{f'-{part}' if part else ''}.{ending}"
    return Document(name, "dtks", OLD_DTKS_HEADER if old else DTKS_HEADERS, options)


def dtks_cells(house: HousePlan, person: PersonPlan, release: str) -> list[str]:
    """One person's row; the aid columns speak on the head's row."""
    old = release == OLD_RELEASE
    claims = house.claims if person is house.head else frozenset[str]()
    cells = [
        *(house.dtks, *CITY_NAMES, house.village.district_name.upper(), house.village.name.upper()),
        *(house.address, "", house.rt, house.rw, person.kk, person.nik, person.name),
        *(f"{person.birth:%d/%m/%Y}", person.birth_place),
        ("1" if person.sex == "L" else "2") if old else sex_word(person.sex),
        *(
            _occupation(house, person, release),
            person.mother,
            RELATION_CELLS[person.relation][0 if old else 1],
        ),
        "PADAN" if person.nik else "TIDAK PADAN",
    ]
    if old:
        return cells
    return cells + ["YA" if code in claims else "TIDAK" for code in CLAIM_COLUMNS]


def changes_between(house: HousePlan, person: PersonPlan) -> bool:
    """Whether the newer release says something else of this person: he has found work."""
    return len(house.releases) > 1 and bool(person.occupation) and person.number % 61 == 0


def _occupation(house: HousePlan, person: PersonPlan, release: str) -> str:
    if release == OLD_RELEASE and changes_between(house, person):
        return "BELUM BEKERJA"
    return person.occupation


def sex_word(sex: str) -> str:
    return "LAKI-LAKI" if sex == "L" else "PEREMPUAN"


def payment_documents() -> Iterator[tuple[str, int, Document]]:
    """Programme, number of its batch, and the list of that batch."""
    for program, batches in CALENDAR.items():
        header = BARE_HEADER if program in BARE_PROGRAMS else PAYMENT_HEADER
        for number, (first, last, *_) in enumerate(batches):
            period = f"{iso_month(first)}..{iso_month(last)}" if first != last else iso_month(first)
            name = f"salur-{program.lower()}-{iso_month(first)}.xlsx"
            options = {"program": program, "period": period}
            yield program, number, Document(name, "disbursements", header, options)


def payment_cells(number: int, aid: AidPlan, payment: PaymentPlan) -> list[str]:
    if aid.program in BARE_PROGRAMS:
        return [str(number), aid.nik, aid.name, payment.raw_status]
    village = aid.village
    return [
        *(str(number), aid.name, aid.nik, aid.kk, aid.address),
        *((village.name.upper(), village.district_name.upper()) if village else ("", "")),
        *(payment.stage, "" if payment.amount is None else str(payment.amount), payment.raw_status),
        f"{payment.paid_on:%d/%m/%Y}" if payment.paid_on else "",
        channel_of(aid.program),
    ]


def channel_of(program: str) -> str:
    return CHANNELS.get(program, "")


def iso_month(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


BNBA_HEADER = [
    "NO",
    "NAMA PENERIMA",
    "NIK KTP",
    "TAHAP",
    "BANSOS",
    "IDSEMESTA",
    "NO KEL",
    "NM KEC",
    "NM KEL",
    "ALAMAT",
]


def bnba_document(program: str) -> Document:
    """The recipients of one programme. One office writes CSV, one only NIK and NAMA."""
    if program in BARE_PROGRAMS:
        name = f"bnba-{program.lower()}.xlsx"
        return Document(name, "recipients", BARE_HEADER, {"program": program})
    ending = "csv" if program == "BST" else "xlsx"
    return Document(f"bnba-{program.lower()}-2021.{ending}", "recipients", BNBA_HEADER)


def bnba_cells(number: int, aid: AidPlan) -> list[str]:
    if aid.program in BARE_PROGRAMS:
        return [str(number), aid.nik, aid.name, ""]
    village = aid.village
    return [
        *(str(number), aid.name, aid.nik, "1", aid.program, "", aid.kk),
        *((village.district_name.upper(), village.name.upper()) if village else ("", "")),
        aid.address,
    ]
