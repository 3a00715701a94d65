"""Deciles and places of DTSEN: true for their release, and the poorest of a house."""

import datetime

import pytest
from django.urls import reverse

from registry.imports.undoing import undo
from registry.imports.undoing.undoable import BY_FILE
from registry.models import (
    ChangeRow,
    Household,
    Identifier,
    Listing,
    RunState,
    Scheme,
)
from registry.resources.dtsen_columns import RankWidget
from registry.resources.releases import issued_on
from tests.factories import UserFactory
from tests.registry.imports.families import (
    FAMILY,
    FAMILY_HEADER,
    OTHER_KK,
    SECOND,
    T2,
    apply_families,
)
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    apply,
    counts,
    everything,
    preview,
    warnings_of,
    write_list,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def families(tmp_path):
    return lambda *rows, **how: apply_families(tmp_path, *rows, **how)


@pytest.fixture
def dtks(tmp_path):
    return lambda *rows: apply(write_list(tmp_path / "dtks.csv", rows))


@pytest.mark.parametrize(
    ("cell", "rank"), [("45.123", 46), ("45,123", 46), (45.123, 46), ("14", 14), ("100", 100)]
)
def test_three_decimals_of_a_percentile_are_no_thousands(cell, rank):
    assert RankWidget("Persentil", 100).read(cell) == (rank, ())


def test_a_place_in_the_nation_may_have_dots_between_its_thousands():
    assert RankWidget("Peringkat").read("1.204.511") == (1204511, ())


def test_the_poorer_of_two_families_ranks_the_house(dtks, families):
    dtks(HEAD, {**CHILD, "NOKK": OTHER_KK})
    second = {**SECOND, "desil_nasional": "1", "percentile_nasional": "8"}
    run = families(FAMILY, second)
    listing = Listing.objects.get(release__source="dtsen")
    assert (listing.decile, listing.percentile) == (1, 8)
    assert "desil 1" in warnings_of(run)
    assert listing.row.cleaned["family"] == "KEL0002"


def test_a_better_off_family_in_a_later_file_does_not_raise_the_house(dtks, families):
    dtks(HEAD, {**CHILD, "NOKK": OTHER_KK})
    families(FAMILY)
    second = {**SECOND, "desil_nasional": "7", "percentile_nasional": "62"}
    run = families(second, name="b.csv")
    assert Listing.objects.get(release__source="dtsen").decile == 2
    assert "sudah di desil 2" in warnings_of(run)


def test_ranks_belong_to_their_release(families):
    families(FAMILY)
    run = families({**FAMILY, "desil_nasional": "4"}, name="b.csv", options=T2)
    assert counts(run) == (0, 0, 1, 0)
    assert set(Listing.objects.values_list("release__code", "decile")) == {
        ("DTSEN-2025-T1", 2),
        ("DTSEN-2025-T2", 4),
    }


def look_at(folder, *rows, options=T2):
    header = list(dict.fromkeys([*FAMILY_HEADER, *rows[0]]))
    return preview(write_list(folder / "b.csv", rows, header), "dtsen", options)


def test_a_decile_that_differs_from_the_release_before_is_told(families, tmp_path, client_as):
    families(FAMILY, {**SECOND, "id_wilayah": "64.72.03.1005"})
    run = look_at(tmp_path, {**FAMILY, "desil_nasional": "5"})
    (told,) = [each for each in run.effects["city"] if each["key"] == "deciles"]
    assert (told["count"], told["details"]) == (1, ["Ke desil lebih tinggi: 1"])
    note = "Desil 2 (rilis DTSEN-2025-T1) → 5"
    household = Household.objects.get(head__name="SITI AMINAH").pk
    assert list(run.foreseen.filter(effect="deciles").values_list("household_key", "note")) == [
        (household, note)
    ]
    url = reverse("import_rows", args=[run.public_id, "same"])
    assert note in client_as(UserFactory(role="admin")).get(url).content.decode()


def test_the_same_decile_in_a_new_release_is_no_change(families, tmp_path):
    families(FAMILY)
    run = look_at(tmp_path, FAMILY)
    assert run.foreseen.filter(effect="deciles").count() == 0


def test_a_list_before_which_nobody_was_ranked_tells_of_no_deciles(dtks, tmp_path):
    dtks(HEAD)
    run = look_at(tmp_path, FAMILY)
    assert "deciles" not in [each["key"] for each in run.effects["city"]]


def test_a_family_that_does_not_raise_its_house_is_no_change_of_its_decile(
    dtks, families, tmp_path
):
    dtks(HEAD, {**CHILD, "NOKK": OTHER_KK})
    families(FAMILY)
    families(FAMILY, name="c.csv", options=T2)
    second = {**SECOND, "desil_nasional": "7", "percentile_nasional": "62"}
    assert look_at(tmp_path, second).foreseen.filter(effect="deciles").count() == 0


def test_a_corrected_rank_of_one_release_is_a_change_that_undo_takes_back(families):
    families(FAMILY)
    before = everything()
    run = families({**FAMILY, "desil_nasional": "4", "percentile_nasional": ""}, name="b.csv")
    assert counts(run) == (0, 1, 0, 0)
    change = ChangeRow.objects.get(run=run)
    assert (change.target, change.before, change.after) == (
        "listing",
        {"decile": 2},
        {"decile": 4},
    )
    undo.undo(run, None)
    assert everything() == before


def test_the_file_that_made_a_listing_stays_where_a_later_one_changed_it(families):
    first = families(FAMILY)
    families({**FAMILY, "desil_nasional": "4"}, name="b.csv")
    assert BY_FILE in {left.reason for left in undo.undo(first, None).left}
    assert Listing.objects.get().decile == 4


def test_also_where_that_file_changed_nothing_but_listed_whom_the_register_knew(families):
    families(FAMILY, options=T2)
    families({**FAMILY, "id_keluarga": "KEL0009", "no_kk": OTHER_KK, "nik": ""}, name="a.csv")
    second = families(FAMILY, name="b.csv")
    families({**FAMILY, "desil_nasional": "4"}, name="c.csv")
    assert not second.changes.exists()
    assert [left.reason for left in undo.undo(second, None).left] == [BY_FILE]
    assert Listing.objects.filter(release__code="DTSEN-2025-T1", decile=4).exists()


def test_the_page_of_a_household_shows_its_decile_and_who_corrected_it(families, client_as):
    families(FAMILY)
    families({**FAMILY, "desil_nasional": "4"}, name="b.csv")
    admin = client_as(UserFactory(role="admin"))
    page = admin.get(Household.objects.get().get_absolute_url()).content.decode()
    assert "Desil <strong>4</strong> dari 10 menurut rilis DTSEN-2025-T1" in page
    assert "b.csv" in page
    assert "persentil 14" in page


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("DTSEN-2025-T2", (2025, 4, 1)),
        ("DTSEN 2025 TW 4", (2025, 10, 1)),
        ("dtsen-2025-q1", (2025, 1, 1)),
        ("DTSEN-2025-07", (2025, 7, 1)),
        ("DTSEN-2025-T5", None),
    ],
)
def test_a_release_is_as_old_as_the_quarter_in_its_code(code, day):
    came = datetime.date(2026, 1, 1)
    assert issued_on(code, came) == (datetime.date(*day) if day else came)


def test_a_release_of_another_source_is_refused(dtks, families):
    dtks(HEAD)
    run = families(FAMILY, options={"release": "DTKS-2021-07"})
    assert run.state == RunState.REFUSED
    assert "DTKS" in run.error
    assert not Identifier.objects.filter(scheme=Scheme.FAMILY).exists()
