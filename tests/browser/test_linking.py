"""An admin works through the queue of links with the keyboard, on a phone and at a desk."""

import pytest
from django.urls import reverse

from programs.models import LinkMethod, LinkState, Recipient
from tests.factories import RecipientFactory, village
from tests.programs.linking.neighbours import neighbour
from tests.support.accessibility import low_targets, sideways, violations
from tests.support.windows import DESK, PHONE


@pytest.fixture
def queue(transactional_db):
    """Two who wait, and somebody for each of them."""
    people = [neighbour("SITI AMINAH"), neighbour("SUPARNO", "JL. ULIN NO. 4")]
    told = {"area": village("Jawa"), "link_state": LinkState.DOUBTFUL, "rt": "001"}
    waiting = [
        RecipientFactory(name="ST. AMINAH", address="JL. MAWAR", **told),
        RecipientFactory(name="SOEPARNO", **told),
    ]
    yield list(zip(waiting, people, strict=True))
    Recipient.objects.filter(pk__in=[one.pk for one in waiting]).delete()


def faults(page):
    return [*violations(page), *sideways(page), *low_targets(page)]


def press(page, button):
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.focus()
        page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_queue_is_worked_through_by_the_keyboard(window, world, queue, size):
    (first, _), (second, _) = queue
    page = window(world.users["admin"], size=size)
    page.goto(reverse("link_queue"))
    assert not faults(page)
    page.get_by_role("link", name="ST. AMINAH").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('link_choose', args=[first.pk])}")
    assert not faults(page)
    press(page, "Hubungkan")
    assert page.get_by_text("dihubungkan dengan SITI AMINAH").is_visible()
    press(page, "Tidak satu pun")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.person.name, first.link_method) == ("SITI AMINAH", LinkMethod.HAND)
    assert (second.link_state, second.link_method) == (LinkState.OUTSIDE, LinkMethod.HAND)
    assert not faults(page)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_link_is_taken_back_from_the_household(window, world, queue, size):
    (recipient, person), _ = queue
    Recipient.objects.filter(pk=recipient.pk).update(
        link_state=LinkState.LINKED,
        link_method=LinkMethod.NAME,
        person=person,
        household=person.heads.get(),
    )
    page = window(world.users["admin"], size=size)
    page.goto(person.heads.get().get_absolute_url())
    page.get_by_role("link", name="Lepas hubungan").click()
    assert not faults(page)
    page.get_by_label("Mengapa hubungan ini keliru?").fill("Orangnya lain")
    press(page, "Lepas hubungan")
    assert page.get_by_text("menunggu dipilih lagi").is_visible()
    assert not faults(page)


def test_a_search_for_somebody_else_that_says_too_little(window, world, queue):
    page = window(world.users["admin"])
    page.goto(reverse("link_choose", args=[queue[0][0].pk]))
    page.get_by_label("Cari orang lain di register").fill("ab")
    press(page, "Cari")
    assert page.locator(".error-summary").is_visible()
    assert not faults(page)
    page.set_viewport_size(DESK)
    assert not violations(page)
