"""The page for Bappeda."""

import pytest

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

DASHBOARD = "/dasbor/"


@pytest.fixture
def analyst():
    return UserFactory(role="analis")


def test_the_first_sentence_adds_up(client_as, analyst, city):
    board = client_as(analyst).get(DASHBOARD).context["board"]
    assert board.listed.value == board.confirmed.value + board.not_confirmed.value
    assert board.not_confirmed.value == sum(shown.value for shown in board.reasons)


@pytest.mark.usefixtures("city")
def test_every_figure_of_the_small_city_counts_somebody(client_as, analyst):
    board = client_as(analyst).get(DASHBOARD).context["board"]
    shown = [*board.reasons, *board.apart, *board.shares, *board.doubles, *board.ever]
    assert [s.kind.key for s in shown if not s.value] == []
