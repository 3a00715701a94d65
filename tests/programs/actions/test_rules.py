"""Overlap rules are added, corrected and ended; each act is one row of the history."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from programs.actions.rules import RuleRefused, Terms, add_rule, change_rule, end_rule
from programs.models import OverlapRule, Program
from registry.actions.households import Stale
from registry.events import Verb
from registry.models import AuditEvent
from tests.factories import UserFactory, village

pytestmark = pytest.mark.django_db

MARCH, JUNE = datetime.date(2021, 3, 15), datetime.date(2021, 6, 30)


@pytest.fixture
def admin():
    return UserFactory(role="admin")


@pytest.fixture
def rule():
    return OverlapRule.objects.get(first__code="PKH", second__code="BST")


def terms(first="BLT-BBM", second="SMD-BBM-2022", **fields):
    sides = {"first": first, "second": second}
    found = {name: Program.objects.get(code=code) for name, code in sides.items()}
    return Terms(**found, **{"verdict": "dilarang", "basis": "Rapat 12/8/2021"} | fields)


def of_a_source(first, second):
    fields = {"first_source": first, "second_source": second, "valid_from": MARCH}
    return Terms(verdict="dilarang", basis="Rapat 12/8/2021", **fields)


def test_a_new_rule_is_recorded_in_words(admin):
    rule = add_rule(terms=terms(valid_from=MARCH), by=admin)
    event = AuditEvent.objects.get(verb=Verb.RULE_ADDED)
    assert event.subject == f"overlaprule:{rule.pk} · BLT-BBM + SMD-BBM-2022"
    assert event.after["verdict"] == "Dilarang"
    assert event.after["valid_from"] == "15 Maret 2021"
    assert (event.before, event.reason) == ({}, "Rapat 12/8/2021")


def test_a_correction_records_only_what_differs_old_and_new(admin, rule):
    said = Terms(**Terms.of(rule).fields | {"verdict": "diizinkan"})
    changed = change_rule(rule=rule, terms=said, by=admin, seen_version=1, reason="Salah baca")
    event = AuditEvent.objects.get()
    assert (changed.verdict, changed.version) == ("diizinkan", 2)
    assert event.before == {"verdict": "Dilarang"}
    assert event.after == {"verdict": "Diizinkan"}
    assert (event.verb, event.reason) == (Verb.RULE_CHANGED, "Salah baca")


def test_a_correction_that_says_the_same_is_no_act(admin, rule):
    change_rule(rule=rule, terms=Terms.of(rule), by=admin, seen_version=1, reason="Tidak ada")
    assert not AuditEvent.objects.exists()
    assert OverlapRule.objects.get(pk=rule.pk).version == 1


def test_an_ended_rule_stays_with_its_last_day(admin, rule):
    end_rule(rule=rule, on=JUNE, by=admin, seen_version=1, reason="Dicabut")
    assert OverlapRule.objects.get(pk=rule.pk).valid_to == JUNE
    event = AuditEvent.objects.get(verb=Verb.RULE_ENDED)
    assert (event.before, event.after) == (
        {"valid_to": "seterusnya"},
        {"valid_to": "30 Juni 2021"},
    )


def test_who_comes_second_corrects_nothing(admin, rule):
    end_rule(rule=rule, on=JUNE, by=admin, seen_version=1, reason="Dicabut")
    said = terms("PKH", "BST", verdict="diizinkan")
    with pytest.raises(Stale):
        change_rule(rule=rule, terms=said, by=admin, seen_version=1, reason="Salah")
    assert AuditEvent.objects.count() == 1


def test_who_comes_second_ends_nothing(admin, rule):
    said = Terms(**Terms.of(rule).fields | {"verdict": "diizinkan"})
    change_rule(rule=rule, terms=said, by=admin, seen_version=1, reason="Salah")
    with pytest.raises(Stale):
        end_rule(rule=rule, on=MARCH, by=admin, seen_version=1, reason="Dicabut")
    assert AuditEvent.objects.count() == 1


def test_a_pair_has_one_rule_a_month_of_beginning_in_either_order(admin):
    add_rule(terms=terms(valid_from=MARCH), by=admin)
    add_rule(terms=terms(valid_from=JUNE), by=admin)
    same_month = datetime.date(2021, 3, 1)
    with pytest.raises(RuleRefused, match="sudah punya aturan mulai Maret 2021"):
        add_rule(terms=terms("SMD-BBM-2022", "BLT-BBM", valid_from=same_month), by=admin)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"second": "BLT-BBM"}, "berbeda"),
        ({"valid_from": JUNE, "valid_to": MARCH}, "mendahului"),
    ],
)
def test_what_cannot_hold_is_refused(admin, said, words):
    with pytest.raises(RuleRefused, match=words):
        add_rule(terms=terms(**said), by=admin)
    assert not AuditEvent.objects.exists()


def test_a_rule_ends_after_it_began_and_once(admin):
    rule = add_rule(terms=terms(valid_from=JUNE), by=admin)
    with pytest.raises(RuleRefused, match="baru mulai"):
        end_rule(rule=rule, on=MARCH, by=admin, seen_version=1, reason="Dicabut")
    ended = end_rule(rule=rule, on=JUNE, by=admin, seen_version=1, reason="Dicabut")
    with pytest.raises(RuleRefused, match="sudah berakhir"):
        end_rule(rule=ended, on=JUNE, by=admin, seen_version=2, reason="Dicabut")


@pytest.mark.parametrize(
    "who", [{"role": "analis"}, {"role": "admin", "area": "Jawa"}], ids=["analis", "kelurahan"]
)
def test_only_an_admin_of_the_whole_city_decides(who):
    area = village(who["area"]) if "area" in who else None
    with pytest.raises(PermissionDenied):
        add_rule(terms=terms(), by=UserFactory(role=who["role"], area=area))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("sides", "others"),
    [(("BLT-BBM", "SMD-BBM-2022"), ("SMD-BBM-2022", "BLT-BBM")), (("kota", ""), ("kota", ""))],
    ids=["programmes in either order", "a source, which is no row to lock"],
)
def test_of_two_equal_rules_at_once_one_stands(sides, others):
    said = [of_a_source(*each) if each[0] == "kota" else terms(*each) for each in (sides, others)]
    admins, start = [UserFactory(role="admin") for _ in said], Barrier(len(said))

    def act(one, by):
        start.wait()
        try:
            return add_rule(terms=one, by=by)
        except RuleRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(act, said, admins))
    assert sorted(type(each).__name__ for each in found) == ["OverlapRule", "RuleRefused"]
    assert AuditEvent.objects.filter(verb=Verb.RULE_ADDED).count() == 1
