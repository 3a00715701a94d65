"""The made-up city in a database: complete, marked, and as the figures and visits say."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from programs.models import Disbursement, Recipient
from programs.overlap.counts import Window, figures
from registry.events import Verb
from registry.models import (
    Area,
    AuditEvent,
    Household,
    ImportRun,
    Listing,
    Person,
    Release,
    StagedRow,
    User,
)
from registry.models import City as CityRow
from registry.roles import Permission
from registry.stats import register_counts
from tests.factories import UserFactory, make_household
from verification.demo.accounts import make_accounts
from verification.demo.city import City
from verification.demo.database import fill
from verification.demo.figures import figures_of
from verification.models import Assignment, Round, Visit
from verification.workflow import standing_of

pytestmark = pytest.mark.django_db
SIZE = 150


@pytest.fixture
def city():
    made = City(SIZE, 5)
    fill(made, with_visits=True, on_household=lambda done: None)
    return made


def newest_counts():
    return register_counts(Release.objects.get(code="DTKS-2021-07"))


def make_demo(*options):
    call_command("make_demo", "--households", "60", *options, stdout=StringIO(), stderr=StringIO())


def test_the_register_shows_the_published_sentence(city):
    counts = newest_counts()
    assert (counts.listed, counts.confirmed) == (SIZE, round(SIZE * 30_199 / 42_124))


def test_a_household_dropped_from_the_newest_release_is_counted_as_dropped(city):
    assert newest_counts().dropped == city.dropped == 1


def test_every_planned_row_is_written(city):
    houses = list(city.houses())
    assert Household.objects.count() == len(houses)
    assert Person.objects.count() == sum(len(house.people) for house in houses)
    assert Listing.objects.count() == sum(len(house.releases) for house in houses)
    aid = [plan for house in houses for plan in house.aid] + list(city.outside())
    assert Recipient.objects.count() == len(aid)
    assert Disbursement.objects.count() == sum(len(plan.payments) for plan in aid)


def test_without_visits_the_figures_are_those_counted_in_plain_python():
    city = City(SIZE, 5)
    fill(city, with_visits=False, on_household=lambda done: None)
    for entry in figures_of(city)["overlap"]:
        months = [_month(entry["from"]), _month(entry["to"])]
        assert vars(figures(Window(*months))) == entry["figures"]


def _month(text):
    year, number = text.split("-")
    return int(year) * 12 + int(number) - 1


def test_the_visits_of_each_household_say_what_stands_on_it(city):
    for household in Household.objects.prefetch_related("visits"):
        assert standing_of(household.visits.all()).standing == household.standing


def test_every_value_names_the_file_and_row_it_came_from(city):
    assert not Recipient.objects.filter(row=None).exists()
    row = Disbursement.objects.first().row
    assert row.run.file_name.endswith(".xlsx")
    assert len(row.raw) == len(row.run.headers)


def test_every_run_counts_its_rows(city):
    for run in ImportRun.objects.all():
        assert run.rows == StagedRow.objects.filter(run=run).count() == run.new


def test_one_line_of_the_history_says_that_the_city_is_made_up(city):
    assert AuditEvent.objects.get(verb=Verb.DEMO_MADE).after["seed"] == 5
    assert CityRow.holds_demo()


def test_whoever_accepted_the_reports_of_2021_cannot_log_in(city):
    archive = User.objects.get(username="arsip-2021")
    assert not archive.is_active
    assert not archive.has_usable_password()


def test_one_round_is_over_and_one_is_open(city):
    assert Round.objects.open().count() == 1
    assert Visit.objects.filter(round__closed_on=None, state="dilaporkan").exists()


def test_the_accounts_have_one_role_each_and_the_officer_has_work(city):
    accounts = make_accounts()
    users = [User.objects.get(username=account.username) for account in accounts]
    assert [user.current_postings[0].role for user in users] == [
        "petugas", "penyelia", "analis", "admin",
    ]  # fmt: skip
    assert all(
        user.check_password(account.password) for user, account in zip(users, accounts, strict=True)
    )
    area = Assignment.objects.get(officer=users[0]).area
    assert area.pk in users[1].area_ids(Permission.REVIEW)
    assert Household.objects.living().filter(area=area).exists()


def test_a_register_with_households_is_refused_and_left_alone():
    make_household()
    with pytest.raises(CommandError, match="sudah berisi") as refusal:
        make_demo()
    assert refusal.value.returncode == 2
    assert Household.objects.count() == 1
    assert not CityRow.holds_demo()


def test_if_empty_leaves_a_filled_register_quietly_alone():
    make_household()
    make_demo("--if-empty", "--accounts")
    assert Household.objects.count() == 1
    assert not User.objects.exists()


def test_the_passwords_are_printed_once_and_stored_as_hashes():
    printed = StringIO()
    call_command("make_demo", "--households", "60", "--accounts", stdout=printed, stderr=StringIO())
    officer = User.objects.get(username="petugas")
    word = printed.getvalue().split("petugas")[1].split()[0]
    assert officer.check_password(word)


def test_an_account_whose_name_is_taken_gets_another(city):
    UserFactory(username="admin")
    assert "admin2" in [account.username for account in make_accounts()]


def test_a_city_without_its_accounts_is_not_kept(settings):
    Area.objects.filter(code=settings.CITY).update(code="99.99")  # nobody can be posted to it
    with pytest.raises(Area.DoesNotExist):
        make_demo("--accounts")
    assert not Household.objects.exists()


@pytest.mark.parametrize("size", ["0", "-3"])
def test_a_city_of_nobody_is_refused(size):
    with pytest.raises(CommandError) as refusal:
        call_command("make_demo", "--households", size, stderr=StringIO())
    assert refusal.value.returncode == 2


def test_later_rows_count_on_from_the_keys_of_the_city(city):
    later = make_household()
    assert later.pk > Household.objects.exclude(pk=later.pk).order_by("-pk").first().pk
