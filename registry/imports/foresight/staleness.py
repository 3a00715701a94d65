"""Notices a list that somebody already sent for another month: offices resend the last one.

Signs, said before anything is applied: the words above the table or in the names of file and
sheet speak of another period; the same bytes were applied for another one; the rows say what an
earlier import of another period said. They are signs and no proofs: the reader decides.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bansos.lib.dates import period_words
from bansos.lib.numbers import grouped, percent
from registry.imports.foresight.periods import named_periods
from registry.imports.importkinds import Kind
from registry.models import ImportRun, RunState, StagedRow

# Releases of people change little in a quarter; all the same a new one is never the old one.
SAME_RELEASE = 0.99
COMPARED = 2_000
EARLIER_RELEASES = 3
# What a run was imported for; other options (a sheet, columns) do not make it another list.
FOR = ("period", "release")
ADVICE = (
    "Bila ini daftar lama yang terkirim ulang, tekan Batalkan impor. Bila hanya salah pilih, tekan "
    "Ubah pilihan; tidak perlu mengunggah lagi."
)


@dataclass(frozen=True)
class Echo:
    """An earlier import whose rows this file repeats: `equal` of the `rows` of this file."""

    run: ImportRun
    period: str
    equal: int
    rows: int

    @property
    def share(self) -> float:
        return self.equal / self.rows if self.rows else 0.0


def signs_of_age(run: ImportRun, kind: Kind, context: Any) -> list[dict[str, str]]:
    """What the preview says, as JSON: the words, and the public id of the earlier run if any."""
    months = kind.months(run, context)
    twins = list(_same_bytes(run))
    named = list(_other_words(run, months)) if months else []
    if twins:  # they repeat each other in every row
        return [*named, *twins]
    return [*named, *(_echo(echo) for echo in kind.echoes(run, context))]


def _sign(text: str, earlier: ImportRun | None = None) -> dict[str, str]:
    return {"text": f"{text} {ADVICE}", "run": str(earlier.public_id) if earlier else ""}


def _other_words(run: ImportRun, months: tuple[int, int]) -> Iterator[dict[str, str]]:
    places = {
        "Judul di atas tabel": " · ".join(run.effects.get("title", [])),
        "Nama lembar": run.sheet,
        "Nama berkas": run.file_name,
    }
    for place, text in places.items():
        named = named_periods(text)
        if named and not any(_meet(period, months) for period in named):
            words = ", ".join(dict.fromkeys(period_words(*period) for period in named))
            yield _sign(f"{place} menyebut {words}, padahal impor ini untuk {_words(months)}.")


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _words(months: tuple[int, int]) -> str:
    return period_words(*months)


def _same_bytes(run: ImportRun) -> Iterator[dict[str, str]]:
    earlier = run.file.runs.filter(kind=run.kind, state=RunState.APPLIED).exclude(pk=run.pk)
    for other in earlier.order_by("-id"):
        differing = [name for name in FOR if other.options.get(name) != run.options.get(name)]
        if differing:
            period = other.options.get(differing[0]) or "periode lain"
            yield _sign(f"Isi berkas ini persis sama dengan impor untuk {period}.", other)
            return


def _echo(echo: Echo) -> dict[str, str]:
    share = (
        f"{grouped(echo.equal)} dari {grouped(echo.rows)} baris ({percent(echo.equal, echo.rows)})"
    )
    return _sign(f"{share} sama dengan impor untuk {echo.period}.", echo.run)


def repeated_rows(run: ImportRun) -> list[Echo]:
    """The newest of the last other releases whose imports say, as rows were cleaned, what this
    file says. A release comes in files for one kecamatan each: those of one count together.
    """
    earlier = ImportRun.objects.filter(kind=run.kind, state=RunState.APPLIED).exclude(pk=run.pk)
    releases: dict[str, dict[int, ImportRun]] = {}
    for other in earlier.order_by("-id"):
        code = str(other.options.get("release"))
        if code != run.options.get("release"):
            releases.setdefault(code, {})[other.pk] = other
    for code in list(releases)[:EARLIER_RELEASES]:
        if equal := _equal_rows(run, releases[code]):
            most = max(equal, key=lambda key: (equal[key], key))
            return [Echo(releases[code][most], code, equal.total(), run.rows)]
    return []


def _equal_rows(run: ImportRun, others: Collection[int]) -> Counter[int]:
    """Rows that one of `others` has under the same key with the same values, by import; none where
    too many differ.

    That shows soon in a list of another quarter: it is not read to its end.
    """
    equal, left = Counter[int](), run.rows * (1 - SAME_RELEASE) - run.problem
    for first, last, mine in _stretches(run):
        theirs = StagedRow.objects.filter(
            run__in=others,
            group__gte=first,
            group__lte=last,
            key__in=[key for key, _ in mine],
            cleaned__isnull=False,
        )
        said: dict[str, list[tuple[int, Any]]] = defaultdict(list)
        for key, other, cleaned in theirs.order_by("run").values_list("key", "run", "cleaned"):
            said[key].append((other, cleaned))
        same = [_who_says(cleaned, said[key]) for key, cleaned in mine]
        equal.update(other for other in same if other is not None)
        left -= same.count(None)
        if left < 0:
            return Counter()
    return equal


def _who_says(cleaned: Any, said: list[tuple[int, Any]]) -> int | None:
    """The newest import that says the same of this row."""
    return next((other for other, values in reversed(said) if values == cleaned), None)


def _stretches(run: ImportRun) -> Iterable[tuple[str, str, list[tuple[str, Any]]]]:
    """(first group, last group, keys and cleaned values), by keyset over the index of groups."""
    good = run.staged_rows.filter(cleaned__isnull=False).order_by("group", "number")
    last: tuple[str, int] = ("", 0)
    while True:
        after = good.filter(group__gte=last[0]).exclude(group=last[0], number__lte=last[1])
        rows = list(after.values_list("group", "number", "key", "cleaned")[:COMPARED])
        if not rows:
            return
        yield rows[0][0], rows[-1][0], [(key, cleaned) for _, _, key, cleaned in rows]
        last = rows[-1][:2]
