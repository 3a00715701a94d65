"""Aid: `DisbursementFactory(recipient__household=h, recipient__program=pkh, first_month=m)`."""

import factory

from programs.models import Disbursement, LinkMethod, LinkState, Program, Recipient
from registry.codes import FundingSource, PaymentStatus, ProgramTarget
from registry.matching.names import name_key, sound_key

JANUARY_2021 = 2021 * 12


class ProgramFactory(factory.django.DjangoModelFactory[Program]):
    class Meta:
        model = Program
        django_get_or_create = ("code",)

    code = "BPNT"
    name = factory.SelfAttribute("code")
    source = FundingSource.STATE
    target = ProgramTarget.FAMILY


class RecipientFactory(factory.django.DjangoModelFactory[Recipient]):
    """Linked to `household` where one is given, else outside the register."""

    class Meta:
        model = Recipient

    program = factory.SubFactory(ProgramFactory)
    household = None
    name = factory.Faker("name", locale="id_ID")
    name_key = factory.LazyAttribute(lambda r: name_key(r.name))
    sound_key = factory.LazyAttribute(lambda r: sound_key(r.name_key))
    key = factory.Sequence(lambda n: f"uji:{n}")
    link_state = factory.LazyAttribute(
        lambda r: LinkState.LINKED if r.household else LinkState.OUTSIDE
    )
    link_method = factory.LazyAttribute(
        lambda r: LinkMethod.NIK if r.household else LinkMethod.NONE
    )


class DisbursementFactory(factory.django.DjangoModelFactory[Disbursement]):
    class Meta:
        model = Disbursement

    recipient = factory.SubFactory(RecipientFactory)
    first_month = JANUARY_2021
    last_month = factory.SelfAttribute("first_month")
    amount = 200_000
    status = PaymentStatus.PAID
