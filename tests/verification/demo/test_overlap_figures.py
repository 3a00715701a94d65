"""`overlap_figures` of a made-up city that goes on living equals a plain count, month by month."""

import datetime
import json
import random
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from bansos.lib.dates import month_index, to_iso_month
from programs.models import Disbursement, Recipient
from programs.overlap import upkeep
from programs.overlap.counts import Window
from registry.codes import PaymentStatus
from registry.models import Area, Household, Membership
from tests.programs.overlap.cities import plain_figures
from verification.demo.city import City
from verification.demo.database import fill

pytestmark = pytest.mark.django_db
HOUSEHOLDS, WINDOWS = 40, 10
JANUARY = month_index(2021, 1)


def some(model, chance, share):
    """The ids of a share of all rows, always others for another seed."""
    return [pk for pk in model.objects.values_list("pk", flat=True) if chance.random() < share]


def live_on(chance):
    """Payments fail, aid meets aid, families move and close, members leave, KK are rewritten."""
    Disbursement.objects.filter(pk__in=some(Disbursement, chance, 0.1)).update(
        status=PaymentStatus.FAILED
    )
    for recipient in Recipient.objects.filter(pk__in=some(Recipient, chance, 0.3)):
        first = JANUARY + chance.randrange(10)
        Disbursement.objects.get_or_create(
            recipient=recipient,
            first_month=first,
            last_month=first + chance.randrange(4),
            stage="ulang",
            status=PaymentStatus.PAID,
        )
    villages = list(Area.objects.villages())
    Household.objects.filter(pk__in=some(Household, chance, 0.1)).update(
        area=chance.choice(villages)
    )
    Household.objects.filter(pk__in=some(Household, chance, 0.05), closed_at=None).update(
        closed_at=timezone.now(), closed_on=datetime.date(2021, 6, 1), closed_reason="pindah"
    )
    members = Membership.objects.filter(pk__in=some(Membership, chance, 0.1), valid_to=None)
    members.update(valid_to=datetime.date(2025, 1, 1))
    Membership.objects.filter(pk__in=some(Membership, chance, 0.1)).update(kk="6472030101900001")


def told(window):
    out = StringIO()
    months = ("--from", to_iso_month(window.first), "--to", to_iso_month(window.last))
    call_command("overlap_figures", *months, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("seed", [3, 17])
def test_the_command_says_what_a_plain_count_says_at_ten_windows(seed):
    chance = random.Random(seed)
    fill(City(HOUSEHOLDS, seed), with_visits=True, on_household=lambda done: None)
    upkeep.refresh()
    live_on(chance)
    firsts = [JANUARY - 12 + chance.randrange(30) for _ in range(WINDOWS)]
    windows = [Window(first, first + chance.randrange(13)) for first in firsts]
    plain = [vars(plain_figures(window)) for window in windows]
    # Before what changed is added up, and afterwards.
    assert [told(window) for window in windows] == plain
    assert upkeep.refresh() > 0
    assert [told(window) for window in windows] == plain
