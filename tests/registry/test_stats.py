"""The register's figures agree with a slow plain count, and each with the list behind it."""

import datetime
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from registry import stats
from registry.models import Area, Delivery, Household, Listing, Release
from registry.models.household import ClosedReason, Reported, Standing
from tests.factories import HouseholdFactory, PersonFactory, make_household, village

CLOSED: dict[str, Any] = {
    "closed_at": datetime.datetime(2021, 7, 1, tzinfo=datetime.UTC),
    "closed_on": datetime.date(2021, 7, 1),
}


def release(code: str) -> Release:
    """`release("2021-04")`: issued on the first day of that month."""
    found, _ = Release.objects.get_or_create(
        code=code, defaults={"issued_on": datetime.date.fromisoformat(f"{code}-01")}
    )
    return found


def district(name: str) -> Area:
    """The kecamatan in which the kelurahan `name` lies."""
    return Area.objects.districts().get(children=village(name))


def listed(*releases: str, **fields: Any) -> Household:
    household: Household = HouseholdFactory.create(**fields)
    for code in releases:
        Listing.objects.create(release=release(code), household=household)
    return household


@pytest.mark.django_db
def test_every_listed_household_is_in_exactly_one_bucket() -> None:
    for standing in Standing:
        listed("2021-04", standing=standing)
    for reason in ClosedReason:
        listed("2021-04", closed_reason=reason, **CLOSED)
    counts = stats.register_counts(release("2021-04"))
    assert counts.listed == 8 == sum(getattr(counts, bucket) for bucket in stats.BUCKETS)
    assert (counts.confirmed, counts.deceased, counts.moved, counts.closed) == (1, 1, 1, 3)
    assert counts.not_confirmed == 7


@pytest.mark.django_db
def test_without_any_release_every_household_counts_as_listed() -> None:
    HouseholdFactory.create()
    assert stats.register_counts(None).listed == 1


@pytest.mark.django_db
def test_a_report_not_yet_accepted_moves_nothing_else() -> None:
    household = listed("2021-04", standing=Standing.CONFIRMED)
    before = stats.register_counts(release("2021-04"))
    Household.objects.filter(pk=household.pk).update(reported=Reported.MOVED_OUT)
    after = stats.register_counts(release("2021-04"))
    assert (before.reported, after.reported) == (0, 1)
    assert after.confirmed == before.confirmed == 1


@pytest.mark.django_db
def test_a_confirmed_household_without_head_waits_for_one() -> None:
    listed("2021-04", standing=Standing.CONFIRMED)
    listed("2021-04", standing=Standing.CONFIRMED, head=PersonFactory.create())
    listed("2021-04", standing=Standing.UNVERIFIED)
    assert stats.register_counts(release("2021-04")).waiting_head == 1


@pytest.mark.django_db
def test_only_a_delivered_area_drops_what_its_file_lacks() -> None:
    gone = village("Rawa Makmur")
    listed("2021-04", area=gone)
    listed("2021-04", area=village("Jawa"))
    Delivery.objects.create(release=release("2021-07"), area=district("Rawa Makmur"))
    counts = stats.register_counts_by_area(release("2021-07"))
    assert counts == {gone.pk: stats.RegisterCounts(dropped=1)}


@pytest.mark.django_db
def test_two_deliveries_of_one_area_drop_a_household_once() -> None:
    listed("2021-04", area=village("Jawa"))
    for area in (village("Jawa"), district("Jawa")):
        Delivery.objects.create(release=release("2021-07"), area=area)
    assert stats.register_counts(release("2021-07")).dropped == 1


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_city(
    django_assert_max_num_queries: Any,
) -> None:
    for name in ("Jawa", "Rawa Makmur", "Sidodadi"):
        make_household(members=2, area=village(name))
    newest = release("2021-04")
    with django_assert_max_num_queries(2):
        stats.register_counts_by_area(newest)


@pytest.mark.django_db
def test_an_unknown_figure_is_an_error() -> None:
    with pytest.raises(KeyError):
        stats.register_households("semua")


HOUSEHOLDS = st.lists(
    st.tuples(
        st.sampled_from(["Jawa", "Rawa Makmur", "Sidodadi"]),
        st.sampled_from(["", "2021-04", "2021-07", "2021-04 2021-07"]),
        st.sampled_from([*Standing, *ClosedReason]),
        st.booleans(),
        st.sampled_from(Reported.values),
    ),
    max_size=12,
)


class RandomRegisters(TestCase):
    @settings(max_examples=25)
    @given(HOUSEHOLDS, st.sets(st.sampled_from(["Jawa", "Rawa Makmur"])))
    def test_figures_agree_with_a_plain_count_and_with_their_lists(
        self, households: list[tuple[str, str, str, bool, str]], delivered: set[str]
    ) -> None:
        newest = _make_register(households, delivered)
        for name in ("Jawa", "Rawa Makmur", "Sidodadi"):
            area = village(name)
            expected = plain_counts(newest, area)
            fast = stats.register_counts(newest, [area.pk])
            assert {key: getattr(fast, key) for key in stats.FIGURES} == expected
            for figure in stats.FIGURES:
                seen = Household.objects.filter(area=area)
                behind = stats.register_households(figure, newest, seen)
                assert behind.count() == expected[figure], figure


def _make_register(
    households: list[tuple[str, str, str, bool, str]], delivered: set[str]
) -> Release:
    release("2021-04"), release("2021-07")
    for area, releases, state, has_head, reported in households:
        ended = state in ClosedReason.values
        fields = {"closed_reason": state, **CLOSED} if ended else {"standing": state}
        head = PersonFactory.create() if has_head else None
        listed(*releases.split(), area=village(area), head=head, reported=reported, **fields)
    for name in delivered:
        Delivery.objects.create(release=release("2021-07"), area=district(name))
    return release("2021-07")


def plain_counts(newest: Release, area: Area) -> dict[str, int]:
    """The slow twin: one household at a time, in the words of the contract."""
    counts: Counter[str] = Counter(dict.fromkeys(stats.FIGURES, 0))
    words = {Standing.CONFIRMED: "confirmed", Standing.NOT_FOUND: "not_found"}
    ends = {"meninggal": "deceased", "pindah": "moved"}
    for household in Household.objects.filter(area=area):
        releases = {listing.release.code for listing in household.listings.all()}
        if newest.code not in releases:
            arrived = newest.deliveries.filter(area=area.parent).exists()
            counts["dropped"] += "2021-04" in releases and arrived
            continue
        counts["listed"] += 1
        if household.is_closed:
            counts[ends.get(household.closed_reason, "closed")] += 1
            continue
        counts[words.get(Standing(household.standing), "unverified")] += 1
        counts["waiting_head"] += household.is_waiting_head
        counts["reported"] += household.reported != ""
    return dict(counts)


def dtsen(code: str, day: str) -> Release:
    return Release.objects.create(
        code=code, source="dtsen", issued_on=datetime.date.fromisoformat(day)
    )


@pytest.mark.django_db
def test_a_release_drops_from_the_one_before_of_its_own_source() -> None:
    first, second = dtsen("DTSEN-2025-T1", "2025-01-01"), dtsen("DTSEN-2025-T2", "2025-04-01")
    earlier, late = release("2024-12"), release("2025-02")
    assert stats.release_before(second) == first
    assert stats.release_before(late) == earlier


@pytest.mark.django_db
def test_the_first_dtsen_drops_from_the_dtks_it_replaced() -> None:
    old, newer = release("2021-04"), release("2024-12")
    first = dtsen("DTSEN-2025-T1", "2025-01-01")
    assert stats.release_before(first) == newer
    assert stats.release_before(newer) == old
