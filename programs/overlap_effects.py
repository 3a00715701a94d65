"""What a payment list would change in the figures of receiving several programmes together."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from bansos.lib.dates import period_words
from bansos.lib.numbers import grouped
from programs.before_after import Turn, Window, turns
from programs.household_aid import VERDICT_WORDS, elsewhere, remarks_of
from programs.journal import Journal
from programs.overlap.rules import Judgement, Meeting, Verdict, judge
from registry.imports.foresight.effects import Effect, Touched


@dataclass(frozen=True)
class Figure:
    """One figure of overlap, as the preview tells it."""

    key: str
    label: str
    definition: str
    verdicts: tuple[Verdict, ...]
    attention: bool = False

    def counts(self, judgement: Judgement) -> bool:
        counted: bool = getattr(judgement, self.key)
        return counted


EVERY_VERDICT = (Verdict.FORBIDDEN, Verdict.REVIEW, Verdict.ALLOWED)
FIGURES = (
    Figure(
        "conflict",
        "Rangkap tidak diperbolehkan",
        "Rumah tangga yang belum rangkap pada bulan-bulan ini dan menjadi rangkap oleh berkas.",
        (Verdict.FORBIDDEN,),
        attention=True,
    ),
    Figure(
        "double",
        "Dibayar dua kali",
        "Satu NIK atau satu KK menerima program yang sama dua kali untuk satu bulan.",
        (),
        attention=True,
    ),
    Figure(
        "review",
        "Rangkap perlu ditinjau",
        "Menerima dua program bersamaan yang aturannya perlu ditinjau atau belum ada.",
        (Verdict.REVIEW,),
    ),
    Figure(
        "overlap",
        "Menerima bersamaan",
        "Rumah tangga dengan dua program pada bulan yang sama, boleh maupun tidak, yang sekarang "
        "belum.",
        EVERY_VERDICT,
    ),
)


@dataclass
class Change:
    """The households that come under a figure or leave it; `pairs`: by what meets in them."""

    new: list[Touched] = field(default_factory=list)
    gone: list[Touched] = field(default_factory=list)
    pairs: Counter[str] = field(default_factory=Counter)

    def note(self, figure: Figure, turn: Turn) -> None:
        before, after = figure.counts(turn.before), figure.counts(turn.after)
        if after and not before:
            met = sorted(set(_pairs(figure, turn)))
            self.new.append(Touched(turn.household, turn.row, _note(figure, turn, met)))
            self.pairs.update(met)
        elif before and not after:
            self.gone.append(Touched(turn.household, turn.row))


def overlap_effects(journal: Journal, months: Window) -> list[Effect]:
    """Each figure in the months of the file; what would be gone only where something would."""
    changes = {figure: Change() for figure in FIGURES}
    for turn in turns(journal, months):
        for figure, change in changes.items():
            change.note(figure, turn)
    effects = [_new_effect(figure, change, months) for figure, change in changes.items()]
    return effects + [
        _gone_effect(figure, change.gone) for figure, change in changes.items() if change.gone
    ]


def _new_effect(figure: Figure, change: Change, months: Window) -> Effect:
    details = [f"{pair}: {grouped(n)} rumah tangga" for pair, n in change.pairs.most_common()]
    return Effect(
        f"{figure.key}_new",
        f"{figure.label}, baru",
        f"{figure.definition} Bulan: {period_words(*months)}.",
        change.new,
        details,
        attention=figure.attention,
    )


def _gone_effect(figure: Figure, found: list[Touched]) -> Effect:
    return Effect(
        f"{figure.key}_gone",
        f"{figure.label}, tidak lagi",
        "Sekarang terhitung; setelah berkas ini diterapkan tidak lagi.",
        found,
    )


def _note(figure: Figure, turn: Turn, met: list[str]) -> str:
    """What the household would have, in the words of its own page."""
    if not figure.verdicts:
        return "; ".join(met)
    remarks = [r for r in remarks_of(turn.after.meetings) if r.verdict in figure.verdicts]
    return "; ".join(remark.sentence for remark in remarks)


def _pairs(figure: Figure, turn: Turn) -> Iterator[str]:
    """The programmes that meet, with the rule: by what a figure is parted."""
    if not figure.verdicts:
        aids = sorted(turn.aids, key=lambda aid: aid.program)
        by_program = groupby(aids, key=lambda aid: aid.program)
        yield from (code for code, each in by_program if judge(each, [], turn.window).double)
        return
    for meeting in turn.after.meetings:
        bound = meeting.within_unit or figure.key == "overlap"
        if bound and meeting.verdict in figure.verdicts:
            yield f"{meeting.first} + {meeting.second}, {_ruled(meeting)}"


def _ruled(meeting: Meeting) -> str:
    if apart := elsewhere(meeting):
        return apart
    basis = meeting.rule.basis if meeting.rule else "belum ada aturan"
    return VERDICT_WORDS[Verdict(meeting.verdict)] + (f" ({basis})" if basis else "")
