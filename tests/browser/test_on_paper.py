"""What is printed: the numbers behind a chart, and a map that fits beside its headline."""

import pytest
from django.urls import reverse

from tests.support.windows import DESK

PAGE_HEIGHT = 1000  # px of an A4 page between its margins


@pytest.fixture
def paper(window, world):
    page = window(world.users["admin"], size=DESK)
    page.emulate_media(media="print")
    return page


def test_the_table_behind_a_chart_is_printed_without_being_opened(paper):
    paper.goto(reverse("dashboard_trend"))
    assert paper.locator(".chart details[open]").count() == 0
    assert paper.locator(".chart table").first.is_visible()


def test_a_map_leaves_room_for_its_headline_and_legend(paper):
    paper.goto(reverse("dashboard_map"))
    drawing = paper.locator(".chart-map figcaption ~ svg").bounding_box()
    assert drawing["height"] < PAGE_HEIGHT * 0.6
