"""Two windows compared: sets of households, and the files that made the difference."""

import pytest
from hypothesis import HealthCheck, given, settings

from bansos.dashboards.figures.compared import ENTERED, LEFT, Compared, changes
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.figures.sources import WITHOUT
from bansos.lib.dates import month_of, today
from programs.models import Disbursement
from programs.overlap.counts import figures
from registry.codes import PaymentStatus
from registry.models import Area, Household, ImportRun, SourceFile, StagedRow
from tests.bansos.dashboards.conftest import FEBRUARY, JANUARY, pay
from tests.factories import UserFactory, make_household
from tests.programs.overlap.cities import build, homes, plain_marks, rules, windows

pytestmark = pytest.mark.django_db
RANDOM = settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PAGE = "/dasbor/banding/"
LIST = "/dasbor/banding/rumah-tangga/"
MONTHS = {"dari_lama": "2021-01", "sampai_lama": "2021-01", "dari": "2021-02", "sampai": "2021-02"}


def a_row(name):
    """A row of a file of this name."""
    file, _ = SourceFile.objects.get_or_create(
        sha256=name, defaults={"name": name, "size": 1, "path": name}
    )
    run, _ = ImportRun.objects.get_or_create(file=file, kind="disbursements", file_name=name)
    return StagedRow.objects.create(run=run, number=run.staged_rows.count() + 1, raw=[])


def bring_by_files():
    """Every third payment by no file, the others by one of two."""
    for number, payment in enumerate(Disbursement.objects.order_by("pk")):
        if number % 3:
            payment.row = a_row(f"berkas-{number % 3}")
            payment.save()


def looked_at(newer, older):
    areas = tuple(Area.objects.select_related("parent").order_by("code"))
    return Compared(Scope(areas, newer), older, UserFactory(role="analis"))


def plainly(figure, window):
    living = Household.objects.filter(closed_at=None)
    return {household for household in living if figure in plain_marks(household, window)}


def covers(payment, window):
    return payment.first_month <= window.last and payment.last_month >= window.first


def made_the_difference(payment, inside, outside):
    return (
        payment.status == PaymentStatus.PAID
        and payment.recipient.program.counted
        and covers(payment, inside)
        and not covers(payment, outside)
    )


def plain_files(figure, household, inside, outside):
    """The run (None: no file) of each payment of the one window that the other lacks; of "several"
    of programmes that the other lacks altogether.
    """
    payments = Disbursement.objects.filter(recipient__household=household)
    still = {
        payment.recipient.program_id
        for payment in payments
        if payment.status == PaymentStatus.PAID and covers(payment, outside)
    }
    explains_nothing = still if figure == "several" else set()
    return {
        payment.row.run if payment.row else None
        for payment in payments
        if made_the_difference(payment, inside, outside)
        and payment.recipient.program_id not in explains_nothing
    }


@RANDOM
@given(homes, rules, windows, windows)
def test_who_entered_and_left_agrees_with_the_plain_twin(homes, rules, newer, older):
    build(homes, rules)
    compared = looked_at(newer, older)
    for change in changes(compared):
        now, was = plainly(change.kind.key, newer), plainly(change.kind.key, older)
        assert set(compared.households(change.kind.key, ENTERED)) == now - was
        assert set(compared.households(change.kind.key, LEFT)) == was - now
        assert (change.entered.value, change.left.value) == (len(now - was), len(was - now))
        assert change.before.value == getattr(figures(older), change.kind.key)
        assert change.after.value == getattr(figures(newer), change.kind.key)


@RANDOM
@given(homes, rules, windows, windows)
def test_the_files_agree_with_the_plain_twin_and_their_lists(homes, rules, newer, older):
    build(homes, rules)
    bring_by_files()
    compared = looked_at(newer, older)
    for change in changes(compared):
        for way, sources in ((ENTERED, change.entered_through), (LEFT, change.left_through)):
            gain = (way == ENTERED) != (change.kind.key == "none")
            window, other = (newer, older) if gain else (older, newer)
            key = change.kind.key
            moved = compared.households(key, way)
            plain = [run for one in moved for run in plain_files(key, one, window, other)]
            assert {s.run: s.households.value for s in sources} == {
                run: plain.count(run) for run in plain
            }
            for source in sources:
                berkas = source.run.public_id if source.run else WITHOUT
                behind = compared.brought_by(change.kind.key, way, berkas)
                assert behind.count() == source.households.value


@pytest.fixture
def admin():
    """Sees every number, however small."""
    return UserFactory(role="admin")


@pytest.fixture
def newcomer():
    """On one programme in January, on two from February by a new file."""
    household = make_household()
    pay(household, "PKH", JANUARY)
    pay(household, "PKH", FEBRUARY)
    pay(household, "BPNT", FEBRUARY, row=a_row("bpnt-februari.xlsx"))
    return household


@pytest.mark.usefixtures("newcomer")
def test_left_out_it_compares_the_last_loaded_month_with_the_one_before(client_as, admin):
    page = client_as(admin).get(PAGE)
    assert (page.context["compared"].before_words, page.context["scope"].period_words) == (
        "Januari 2021",
        "Februari 2021",
    )


@pytest.mark.parametrize(
    ("query", "older"),
    [
        ({"dari": "2005-01", "sampai": "2014-12"}, ("2000-01", "2004-12")),
        (
            {"dari": "2014-01", "sampai": "2020-12", "sampai_lama": "2001-06"},
            ("2000-01", "2001-06"),
        ),
        ({"dari": "2090-01", "sampai": "2091-12", "dari_lama": "2099-01"}, ("2099-01", "2099-12")),
    ],
)
def test_the_older_months_are_such_as_an_address_may_hold(client_as, admin, query, older):
    client = client_as(admin)
    page = client.get(PAGE, query)
    filled = page.context["form"].data
    assert (filled["dari_lama"], filled["sampai_lama"]) == older
    assert {client.get(c.entered.url).status_code for c in page.context["changes"]} == {200}


def test_before_the_first_month_there_is_none_to_compare(client_as, admin):
    page = client_as(admin).get(PAGE, {"dari": "2000-01", "sampai": "2000-03"})
    assert page.status_code == 422
    assert "Sebelum Januari 2000 tidak ada bulan untuk dibandingkan." in page.content.decode()


@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize("page", ["/dasbor/", PAGE])
def test_a_candidate_of_a_month_to_come_moves_no_page_there(client_as, admin, page):
    now = month_of(today())
    pay(make_household(), "PKH", now + 2, status=PaymentStatus.CANDIDATE)
    shown = client_as(admin).get(page).context["scope"].window
    assert shown.last == now


@pytest.mark.usefixtures("newcomer")
def test_who_entered_is_told_with_the_file_that_brought_him(client_as, admin):
    several = client_as(admin).get(PAGE, MONTHS).context["changes"][0]
    assert (several.before.value, several.entered.value, several.after.value) == (0, 1, 1)
    # PKH came in both months, from no file: it is not why.
    assert [source.file_name for source in several.entered_through] == ["bpnt-februari.xlsx"]


def test_the_number_of_a_file_leads_to_its_households(client_as, admin, newcomer):
    client = client_as(admin)
    several = client.get(PAGE, MONTHS).context["changes"][0]
    behind = client.get(several.entered_through[0].households.url)
    assert [household for household, _ in behind.context["rows"]] == [newcomer]


@pytest.mark.usefixtures("newcomer")
def test_who_may_not_see_identities_gets_no_small_number(client_as):
    several = client_as(UserFactory(role="analis")).get(PAGE, MONTHS).context["changes"][0]
    shown = [several.entered, *(source.households for source in several.entered_through)]
    assert {str(counted) for counted in shown} == {"∗"}


def test_another_area_is_refused_with_a_message(client_as, supervisor, city):
    page = client_as(supervisor).get(PAGE, {"wilayah": city.there.code})
    assert page.status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        {"dari_lama": "2021-06", "sampai_lama": "2021-01"},
        {"dari_lama": "kapan"},
        {"dari_lama": "2000-01", "sampai_lama": "2099-12"},
        {"dari": "2021-06", "sampai": "2021-01"},
    ],
)
def test_a_bad_address_gets_a_message(client_as, admin, query):
    page = client_as(admin).get(PAGE, query)
    assert page.status_code == 422
    assert "error-summary" in page.content.decode()


def test_a_list_without_a_figure_gets_a_message(client_as, admin):
    assert client_as(admin).get(LIST, MONTHS).status_code == 422


@pytest.mark.usefixtures("newcomer")
def test_periods_that_differ_in_what_is_counted_apart_hold_the_same_programmes(client_as, admin):
    warning = "Kedua periode tidak memuat program yang sama."
    pay(make_household(), "BPNT", JANUARY)
    pay(make_household(), "PBI-JK", FEBRUARY)
    assert warning not in client_as(admin).get(PAGE, MONTHS).content.decode()
    pay(make_household(), "BST", FEBRUARY)
    assert warning in client_as(admin).get(PAGE, MONTHS).content.decode()


@pytest.mark.parametrize(
    ("files", "seen"),
    [
        # Nobody stands in two of them: 24 less 20 would say that the other brought 4.
        ([(20, "a"), (4, "b")], {"a": "∗", "b": "∗"}),
        ([(15, "a"), (9, "b"), (2, "c")], {"a": "15", "b": "∗", "c": "∗"}),
        # The other four may stand in both, so nothing follows.
        ([(20, "a"), (4, "a", "b")], {"a": "24", "b": "∗"}),
        # A third one holds everybody, and changes nothing.
        ([(20, "c", "a"), (4, "c", "b")], {"a": "∗", "b": "∗", "c": "24"}),
        ([(20, "a"), (6, "b")], {"a": "20", "b": "6"}),
    ],
)
def test_a_file_is_not_what_the_others_leave_of_those_who_entered(client_as, files, seen):
    for number, *names in files:
        for _ in range(number):
            household = make_household()
            pay(household, "PKH", last_month=FEBRUARY)
            for code, name in zip(("BPNT", "BST", "PIP"), names, strict=False):
                pay(household, code, FEBRUARY, row=a_row(name))
    page = client_as(UserFactory(role="analis")).get(PAGE, MONTHS)
    several = page.context["changes"][0]
    assert str(several.entered) == str(sum(number for number, *_ in files))
    assert {one.file_name: str(one.households) for one in several.entered_through} == seen
