"""The journal gives back what it was told, household by household."""

from programs import journal
from programs.journal import Journal, PaymentLine, person_number


def entry(household: int, row: int) -> PaymentLine:
    return PaymentLine(household, row, 0, 1, -7, 6472030101800001, 24255, 24256, 0, True)


def test_entries_come_back_by_household_however_they_came(monkeypatch):
    monkeypatch.setattr(journal, "SLICE", 2)
    told = Journal()
    came = [entry(3, 1), entry(1, 2), entry(3, 3), entry(2, 4)]
    for each in came:
        told.add(each)
    parts = list(told.slices())
    assert [list(part) for part in parts] == [[1, 2], [3]]
    assert parts[1][3] == [came[0], came[2]]


def test_an_empty_journal_has_no_slices():
    assert list(Journal().slices()) == []


def test_a_person_of_the_register_is_no_nik():
    assert person_number(7, "6472031205800001") == -7
    assert person_number(None, "6472031205800001") == 6472031205800001
    assert person_number(None, "") == 0
