"""Which periods a title or the name of a file speaks of."""

import pytest

from bansos.lib.dates import period_words
from registry.imports.foresight.periods import named_periods


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("BNBA_BPNT_APRIL_2021_fix.xlsx", ["April 2021"]),
        ("DAFTAR PENERIMA BPNT BULAN APRIL TAHUN 2021", ["April 2021"]),
        ("Tahap 2 2021", ["April–Juni 2021"]),
        ("PKH TAHAP II TAHUN ANGGARAN 2021", ["April–Juni 2021"]),
        ("Triwulan I 2022", ["Januari–Maret 2022"]),
        ("2021-04.csv", ["April 2021"]),
        ("bst-202104.csv", ["April 2021"]),
        ("bst 04-2021.csv", ["April 2021"]),
        ("Januari - Maret 2021", ["Januari–Maret 2021"]),
        ("JAN 2021 s/d MAR 2021", ["Januari–Maret 2021"]),
        ("JULI2021", ["Juli 2021"]),
        ("dtks_2021_07.csv", ["Juli 2021"]),
        ("BULAN : 04/2021", ["April 2021"]),
        ("Penyaluran April 2021, data Maret 2021", ["April 2021", "Maret 2021"]),
        ("Samarinda, 12 Mei 2021", []),
        ("data 20210412.csv", []),
        ("No. 400/12/2021", []),
        ("DAFTAR PENERIMA TAHUN 2021", []),
        ("RT 01 2021", []),
        ("", []),
    ],
)
def test_a_period_is_read_where_it_is_clear_and_nowhere_else(text, periods):
    assert [period_words(*period) for period in named_periods(text)] == periods
