"""The list behind each figure: exactly the households that it counts."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from python_calamine import CalamineWorkbook

from bansos.dashboards.figures import behind
from bansos.dashboards.figures.catalogue import AID, REGISTER_KINDS
from bansos.lib.dates import month_index
from programs.overlap.counts import Window, figures
from registry.events import Verb
from registry.forms import BUCKETS
from registry.models import AuditEvent, Household
from registry.stats import register_counts
from tests.bansos.dashboards.conftest import pay
from tests.factories import UserFactory, make_household, village

pytestmark = pytest.mark.django_db

LIST = "/dasbor/rumah-tangga/"
EXPORT = "/dasbor/rumah-tangga/unduh/"
WINDOW = Window(month_index(2021, 1), month_index(2021, 2))
EVERY_FIGURE = [
    *(kind.key for kind in (*REGISTER_KINDS, *AID)),
    "program:PKH",
    "program:BST",
    "pair:BPNT+PKH",
    "pair:BST+PKH",
]


def counted(figure: str, city) -> int:
    """What the commands print."""
    if figure in {kind.key for kind in REGISTER_KINDS}:
        return getattr(register_counts(city.release), figure)
    told = figures(WINDOW)
    family, _, code = figure.partition(":")
    plain = {"program": told.by_program, "pair": told.pairs}.get(family)
    return plain[code] if plain is not None else getattr(told, figure)


def all_rows(client, **query) -> list[int]:
    """The households of every page of the list."""
    found, cursor = [], ""
    while cursor is not None:
        context = client.get(LIST, query | {"halaman": cursor}).context
        found += [household.pk for household in context["page"]]
        cursor = context["page"].next_cursor
    return found


@pytest.mark.parametrize("figure", EVERY_FIGURE)
def test_the_list_holds_as_many_households_as_the_figure_says(client_as, analyst, city, figure):
    rows = all_rows(client_as(analyst), angka=figure)
    assert len(rows) == len(set(rows)) == counted(figure, city) > 0


def test_every_number_on_the_dashboard_leads_to_a_list_of_that_length(client_as, analyst, city):
    client = client_as(analyst)
    board = client.get("/dasbor/", {"wilayah": city.here.code}).context["board"]
    shown = [board.listed, board.confirmed, board.not_confirmed, board.households]
    for each in [*shown, *board.reasons, *board.apart, *board.shares, *board.doubles, *board.ever]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(each.url).query).items()}
        assert query["wilayah"] == city.here.code
        assert len(all_rows(client, **query)) == each.value, each.kind.key


def test_pages_hold_every_household_once(client_as, analyst, city, monkeypatch):
    monkeypatch.setattr("bansos.dashboards.views.households.PAGE_SIZE", 3)
    rows = all_rows(client_as(analyst), angka="households")
    assert len(rows) == len(set(rows)) == counted("households", city)


@pytest.mark.usefixtures("city")
def test_the_aid_of_the_window_stands_in_words(client_as, analyst):
    page = client_as(analyst).get(LIST, {"angka": "conflict"}).content.decode()
    assert "PKH Januari 2021, Rp200.000" in page
    assert "BST + PKH Januari 2021: rangkap tidak diperbolehkan" in page


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("figure", "month", "is_said"),
    [
        ("none", "2021-04", True),
        ("conflict", "2021-04", True),
        ("program:PKH", "2021-04", True),
        ("none", "2021-01", False),
        ("never", "2021-04", False),
        ("households", "2021-04", False),
        ("confirmed", "2021-04", False),
    ],
)
def test_a_list_of_months_that_nobody_loaded_says_so(client_as, analyst, figure, month, is_said):
    page = client_as(analyst).get(LIST, {"angka": figure, "dari": month, "sampai": month})
    assert ("Data belum dimuat." in page.content.decode()) is is_said


def test_a_supervisor_never_sees_a_household_of_another_kecamatan(client_as, supervisor, city):
    rows = client_as(supervisor).get(LIST, {"angka": "households"})
    assert {household.area for household in rows.context["page"]} == {city.here}
    other = client_as(supervisor).get(LIST, {"angka": "households", "wilayah": city.there.code})
    assert other.status_code == 422


@pytest.mark.parametrize(
    "figure", ["", "tidak_ada", "program:XX", "pair:PKH+BPNT", "pair:A+B", "program:", "word"]
)
def test_an_unknown_figure_gets_a_message(client_as, analyst, figure):
    page = client_as(analyst).get(LIST, {"angka": figure})
    assert page.status_code == 422
    assert "error-summary" in page.content.decode()


def test_doors_are_closed_to_those_without_the_right(client, client_as):
    officer = client_as(UserFactory(role="petugas", area=village()))
    assert client.get(LIST).status_code == 302
    assert officer.get(LIST, {"angka": "never"}).status_code == 403
    assert officer.post(f"{EXPORT}?angka=never").status_code == 403


def test_the_export_holds_the_rows_of_the_figure_and_leaves_a_trace(client_as, analyst, city):
    reason = {"format": "xlsx", "alasan": "Rapat koordinasi"}
    answer = client_as(analyst).post(f"{EXPORT}?angka=never", reason)
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert len(rows) - 1 == counted("never", city)
    assert rows[0][-1] == "BANTUAN JANUARI–FEBRUARI 2021"
    event = AuditEvent.objects.get(verb=Verb.LIST_EXPORTED)
    assert (event.actor, event.reason) == (analyst, "Rapat koordinasi")


@pytest.mark.usefixtures("city")
def test_an_export_without_a_reason_is_refused(client_as, analyst):
    answer = client_as(analyst).post(f"{EXPORT}?angka=never", {"format": "csv"})
    assert answer.status_code == 422
    assert not AuditEvent.objects.filter(verb=Verb.LIST_EXPORTED).exists()


def test_an_analyst_exports_masked_numbers_whatever_he_posts(client_as, analyst, city):
    reason = {"format": "csv", "alasan": "Rapat koordinasi", "lengkap": "on"}
    answer = client_as(analyst).post(f"{EXPORT}?angka=households", reason)
    text = b"".join(answer.streaming_content).decode()
    assert city.here.households.first().head.nik not in text


def test_a_supervisor_exports_his_own_kecamatan_only(client_as, supervisor, city):
    reason = {"format": "csv", "alasan": "Rapat koordinasi"}
    answer = client_as(supervisor).post(f"{EXPORT}?angka=households", reason)
    text = b"".join(answer.streaming_content).decode()
    assert city.here.name in text
    assert city.there.name not in text


def exported(monkeypatch, meanwhile) -> list[tuple[str, str]]:
    """Address and aid of each row, where `meanwhile` happens after the ids were read."""
    in_words = behind.aid_words

    def and_meanwhile(ids, window):
        words = in_words(ids, window)
        meanwhile()
        return words

    monkeypatch.setattr(behind, "aid_words", and_meanwhile)
    rows = behind.export_rows(
        Household.objects.all(), WINDOW, bucket_words=dict(BUCKETS), whole_in=frozenset()
    )
    return [(row[4], row[-1]) for row in rows]


def test_who_is_corrected_during_an_export_keeps_his_own_aid(monkeypatch):
    first, second = (make_household(address=f"JL. ULIN {n}") for n in (1, 2))
    pay(first, "PKH")
    pay(second, "BPNT")
    correction = Household.objects.filter(pk=first.pk)
    rows = exported(monkeypatch, lambda: correction.update(rt="009"))
    assert [(address, aid[:4]) for address, aid in rows] == [
        ("JL. ULIN 1", "PKH "),
        ("JL. ULIN 2", "BPNT"),
    ]


def test_who_is_deleted_during_an_export_is_left_out_of_it(monkeypatch):
    first, second = make_household(), make_household(address="JL. ULIN 2")
    pay(second, "BPNT")
    rows = exported(monkeypatch, lambda: Household.objects.filter(pk=first.pk).delete())
    assert [(address, aid[:4]) for address, aid in rows] == [("JL. ULIN 2", "BPNT")]
