import pytest

from bansos.lib.numbers import grouped, percent, rupiah


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1234567, 0, "1.234.567"),
        (-1234, 0, "−1.234"),
        (1234.5, 1, "1.234,5"),
        (-0.04, 1, "0,0"),
    ],
)
def test_thousands_are_parted_by_points(value: float, decimals: int, words: str) -> None:
    assert grouped(value, decimals) == words


@pytest.mark.parametrize(
    ("amount", "words"), [(0, "Rp0"), (600_000, "Rp600.000"), (-600_000, "−Rp600.000")]
)
def test_money_is_whole_rupiah(amount: int, words: str) -> None:
    assert rupiah(amount) == words


def test_a_share_of_nothing_is_a_dash() -> None:
    assert percent(0, 0) == "–"
    assert percent(12, 96) == "12,5%"


def test_a_share_too_small_to_round_is_not_none_at_all() -> None:
    assert percent(1, 10_000) == "<0,1%"
    assert percent(1, 1_000, 0) == "<1%"
    assert percent(0, 10_000) == "0,0%"
    assert percent(1, 1_000) == "0,1%"
