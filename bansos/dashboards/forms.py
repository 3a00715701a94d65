"""What a dashboard is asked for, in its address: area, months, release, the figure looked at."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bansos.dashboards.figures.catalogue import (
    AID,
    BY_AREA,
    REGISTER_KINDS,
    Kind,
    kind_of,
)
from bansos.dashboards.figures.scope import NO_RT, ORIGINS, Scope
from bansos.lib.dates import read_month, to_iso_month
from programs.models import Program
from programs.overlap.counts import Window
from programs.overlap.kinds import codes_of_pair
from programs.stats import default_window, newest_month
from registry.forms import AreaChoice, RtField
from registry.models import Area, Release, User
from registry.models.area import Level
from registry.roles import Permission
from registry.stats import newest_release

LONGEST_WINDOW = 120  # months


class MonthField(forms.CharField):
    """A month as the browser's own month picker sends it, or as somebody types it."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2021-04"})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=30, **options)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_month(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class ScopeForm(forms.Form):
    """Area, months and release; whatever is left out is the newest that has been loaded."""

    wilayah = AreaChoice(
        error_messages={"invalid_choice": "Wilayah itu tidak ada, atau bukan wilayah Anda."}
    )
    dari = MonthField(label="Dari bulan")
    sampai = MonthField(label="Sampai bulan")
    rilis = forms.ModelChoiceField(
        Release.objects.all(),
        to_field_name="code",
        label="Rilis data",
        required=False,
        empty_label="Terbaru",
        error_messages={"invalid_choice": "Rilis itu tidak ada. Pilih dari daftar."},
    )

    longest_window = LONGEST_WINDOW

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["wilayah"].offer(user, Permission.VIEW_DASHBOARD)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        window = _window(cleaned.get("dari"), cleaned.get("sampai"))
        if window.first > window.last:
            self.add_error("sampai", "Bulan akhir mendahului bulan awal.")
        elif window.last - window.first >= self.longest_window:
            years = self.longest_window // 12
            self.add_error("sampai", f"Paling panjang {years} tahun sekaligus.")
        return cleaned | {"window": window}

    def scope(self) -> Scope:
        """The scope of a valid form."""
        visible = Area.objects.visible_to(self.user, Permission.VIEW_DASHBOARD)
        visible_ids = self.user.area_ids(Permission.VIEW_DASHBOARD)
        return Scope(
            # Outlines are large, and only the map draws them.
            areas=tuple(
                visible.select_related("parent")
                .defer("outline", "parent__outline")
                .order_by("code")
            ),
            window=self.cleaned_data["window"],
            area=self.cleaned_data["wilayah"],
            release=self.cleaned_data.get("rilis") or newest_release(),
            discreet=not visible_ids <= self.user.area_ids(Permission.REVEAL_IDENTITY),
            sees_outside=self.user.sees_whole_city(Permission.VIEW_OUTSIDE),
        )

    def filled(self, scope: Scope) -> dict[str, str]:
        """What the fields show: the months that were meant where none was given."""
        return {
            "wilayah": scope.area.code if scope.area else "",
            "dari": to_iso_month(scope.window.first),
            "sampai": to_iso_month(scope.window.last),
            "rilis": self.data.get("rilis", ""),
        }


def _window(first: int | None, last: int | None) -> Window:
    """Missing ends come from the newest year that has payments, without months to come."""
    if first is not None and last is not None:
        return Window(first, last)
    if first is not None:
        return Window(first, max(first, newest_month()))
    return default_window(last)


class DashboardForm(ScopeForm):
    """Also by which figure the areas are ordered and drawn, and down to which level."""

    urut = forms.ChoiceField(
        label="Urutkan wilayah dan peta menurut",
        required=False,
        choices=[(kind.key, kind.label) for kind in BY_AREA],
    )
    per = forms.ChoiceField(
        label="Bandingkan",
        required=False,
        choices=[(level.value, level.label) for level in (Level.DISTRICT, Level.VILLAGE)],
    )

    def scope(self) -> Scope:
        chosen = self.cleaned_data
        level = Level(chosen["per"]) if chosen["per"] else Level.DISTRICT
        return replace(super().scope(), figure=chosen["urut"] or BY_AREA[0].key, by=level)

    def filled(self, scope: Scope) -> dict[str, str]:
        return super().filled(scope) | {"urut": scope.figure, "per": scope.by.value}


class TrendForm(ScopeForm):
    """The figures are read once a month: a window of three years is enough for one chart."""

    longest_window = 36


class RtOrNoneField(RtField):
    """One RT, or "-" for the households whose RT is not known: None, "007" or ""."""

    def clean(self, value: Any) -> str | None:  # type: ignore[override]
        if str(value or "").strip() == NO_RT:
            return ""
        return super().clean(value) or None


class HouseholdsForm(ScopeForm):
    """The list behind a figure: the scope it was counted in, and its key."""

    angka = forms.ChoiceField(
        label="Angka",
        error_messages={
            "required": "Pilih angka yang ingin dibuka daftarnya.",
            "invalid_choice": "Angka itu tidak ada. Pilih dari daftar.",
        },
    )

    rt = RtOrNoneField()
    tanpa = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    asal = forms.ChoiceField(
        required=False,
        choices=[(origin, origin) for origin in ORIGINS],
        widget=forms.HiddenInput,
    )

    field_order = ["angka", "wilayah", "rt", "dari", "sampai", "rilis"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = list(Program.objects.values_list("code", flat=True))
        wanted = str(self.data.get("angka", ""))
        groups: list[tuple[str, list[tuple[str, str]]]] = [
            ("Register", [(kind.key, kind.label) for kind in REGISTER_KINDS]),
            ("Bantuan", [(kind.key, kind.label) for kind in AID]),
            ("Program", [(f"program:{code}", code) for code in codes]),
        ]
        # Of the many pairs and combinations only the one that is looked at.
        if _is_pair(wanted, codes) or _is_combination(wanted, codes):
            groups.append(("Beberapa program", [(wanted, kind_of(wanted).label)]))
        self.fields["angka"].choices = groups  # type: ignore[attr-defined]

    def clean_tanpa(self) -> tuple[Area, ...]:
        codes = [code for code in self.cleaned_data["tanpa"].split(",") if code]
        visible = Area.objects.visible_to(self.user, Permission.VIEW_DASHBOARD)
        found = tuple(visible.filter(code__in=codes).order_by("code"))
        if len(found) != len(set(codes)):
            raise ValidationError("Wilayah yang dikecualikan itu tidak ada.")
        return found

    def scope(self) -> Scope:
        chosen = self.cleaned_data
        by_area = {kind.key for kind in BY_AREA}
        return replace(
            super().scope(),
            figure=self.figure if self.figure in by_area else Scope.figure,
            origin=chosen["asal"],
            rt=chosen["rt"],
            left_out=chosen["tanpa"],
        )

    @property
    def figure(self) -> str:
        return str(self.cleaned_data["angka"])

    @property
    def kind(self) -> Kind:
        return kind_of(self.figure)

    def filled(self, scope: Scope) -> dict[str, str]:
        kept = {name: self.data.get(name, "") for name in ("rt", "tanpa", "asal")}
        return super().filled(scope) | {"angka": self.figure} | kept

    def in_words(self, scope: Scope) -> dict[str, str]:
        """Label → value, for the export's sheet and the history."""
        words = {"Angka": self.kind.label, "Wilayah": scope.narrow_words.strip()}
        if self.kind.is_aid:
            return words | {"Periode": scope.period_words}
        return words | {"Rilis": str(scope.release or "tanpa rilis")}


def _is_pair(key: str, codes: list[str]) -> bool:
    family, _, together = key.partition(":")
    pair = codes_of_pair(together, codes)
    return family == "pair" and pair is not None and pair[0] < pair[1]


def _is_combination(key: str, codes: list[str]) -> bool:
    family, _, together = key.partition(":")
    chosen = together.split("+")
    return family == "set" and set(chosen) <= set(codes) and chosen == sorted(set(chosen))
