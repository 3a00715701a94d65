"""The verdict before paying is what the figures would say after it: on random cities."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.candidates.facts import facts_of
from programs.candidates.held import aid_held
from programs.candidates.meant import Meant
from programs.candidates.meetings import Rulebook
from programs.candidates.outlook import outlook_of
from programs.candidates.verdicts import Judge, Question
from programs.candidates.words import Outcome
from programs.household_aid import aid_of, remarks_of
from programs.linking import Link, Wanted
from programs.models import LinkState, Program, Recipient
from programs.models.aid import recipient_key
from programs.overlap.in_force import segments_in_force
from programs.overlap.live import household_ids
from programs.overlap.rules import judge
from registry.models import Household, Membership
from tests.factories import DisbursementFactory, RecipientFactory
from tests.programs.overlap.cities import CODES, KKS, build, homes, rules, windows

pytestmark = pytest.mark.django_db


def told(member, code, window):
    """The verdict of a row that means this member."""
    program = Program.objects.get(code=code)
    row = Wanted(nik=member.person.nik or "", kk="", name_key="X")
    link = Link(LinkState.LINKED, "nik", member.person_id, member.household_id)
    facts = facts_of([row], [link], tuple(window), None, program)
    question = Question(code, program.counted, tuple(window))
    return Judge(question, Rulebook(segments_in_force())).answer(row, Meant(link), facts).outcome


def entry(member, code, kk=""):
    """What an import or an officer finds or makes for this member on the programme's list."""
    program = Program.objects.get(code=code)
    key = recipient_key(nik=member.person.nik, kk="", name_key="", place=None)
    known = Recipient.objects.filter(program=program, key=key).first()
    return known or RecipientFactory.create(
        household=member.household, person=member.person, program=program, key=key, kk=kk
    )


def pay(member, code, window):
    DisbursementFactory.create(
        recipient=entry(member, code), first_month=window.first, last_month=window.last
    )


def marked(key, window, household):
    found = Household.objects.filter(pk__in=household_ids(key, window))
    return found.filter(pk=household.pk).exists()


def found(member, window):
    return {
        key for key in ("conflict", "double", "review") if marked(key, window, member.household)
    }


def foreseen(member, code, window):
    program = Program.objects.get(code=code)
    return outlook_of(member.household, member, program, tuple(window))


@settings(max_examples=60)
@given(
    city=homes,
    rulings=rules,
    window=windows,
    code=st.sampled_from(CODES),
    listed=st.none() | st.sampled_from(KKS),
)
def test_what_is_forbidden_before_is_a_conflict_after(city, rulings, window, code, listed):
    """`listed`: the KK under which the programme's list knows the member already, or None."""
    build(city, rulings)
    members = Membership.objects.current().select_related("person", "household")
    member = members.filter(household__closed_at=None).order_by("pk").first()
    if member is None or found(member, window):
        return
    if listed is not None:
        entry(member, code, listed)
    outcome, outlook = told(member, code, window), foreseen(member, code, window)
    pay(member, code, window)
    after = found(member, window)
    if Program.objects.get(code=code).counted:
        assert ("double" in after) == (outcome == Outcome.RECEIVES)
        assert bool(after & {"double", "conflict"}) == bool(outlook.stops)
    if outcome != Outcome.RECEIVES:
        assert ("conflict" in after) == (outcome == Outcome.FORBIDDEN)
        assert ("review" in after) == (outcome == Outcome.REVIEW)


@settings(max_examples=40)
@given(city=homes, rulings=rules, window=windows)
def test_the_aid_of_many_is_what_each_households_page_says(city, rulings, window):
    build(city, rulings)
    held = defaultdict(list)
    for each in aid_held(Recipient.objects.exclude(household=None), tuple(window)):
        held[each.household_id] += each.aids
    pages = aid_of(list(Household.objects.values_list("pk", flat=True)), tuple(window))
    for household, page in pages.items():
        judgement = judge(held[household], segments_in_force(), tuple(window))
        assert remarks_of(judgement.meetings) == page.remarks
        assert judgement.double == bool(page.doubles)
