"""Forms of reference data: what somebody else changed meanwhile is neither lost nor overwritten.

A page stays open in a tab for hours and sends every field back, also those that nobody touched.
Each field therefore takes along what it showed (Django's hidden initial), which tells what was
changed on this page from what was changed since.
"""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import UserChangeForm
from django.core.exceptions import ValidationError

from bansos.lib.datewords import day_words

LONGEST = 200


class SeenForm(forms.ModelForm):  # type: ignore[type-arg]
    """Of a row that is there already; of a new one nobody can have seen another value."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            return
        for name, field in self.fields.items():
            # A script that sends no such field means every value that it sends.
            told = not self.is_bound or self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = told and not field.disabled

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        for name in self._changed_since():
            if name not in self.changed_data:
                cleaned[name] = getattr(self.instance, name)
            elif self.fields[name].has_changed(self.initial.get(name), self[name].data):
                self.add_error(name, self._what_stands(name))
        return cleaned

    def _changed_since(self) -> list[str]:
        """The fields that no longer hold what the page showed.

        None of a new row: Django itself takes along today's date there, to know an empty row.
        """
        if self.instance.pk is None:
            return []
        return [
            name
            for name in list(self.cleaned_data)
            if self.fields[name].show_hidden_initial
            and self.add_initial_prefix(name) in self.data
            and _differs(self.fields[name], self.initial.get(name), self._seen(name))
        ]

    def _seen(self, name: str) -> Any:
        return self.data[self.add_initial_prefix(name)]

    def _what_stands(self, name: str) -> str:
        """In words. The next attempt is held against it: by then it has been seen."""
        field, now = self.fields[name], self.initial.get(name)
        seen = field.hidden_widget().format_value(field.prepare_value(now))
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_initial_prefix(name)] = "" if seen is None else seen
        return (
            f"Sejak halaman ini dibuka sudah diubah menjadi {_in_words(self.instance, name)}. "
            "Yang Anda tulis belum disimpan; simpan sekali lagi bila tetap harus begitu."
        )


class SeenUserForm(SeenForm, UserChangeForm):  # type: ignore[type-arg]
    """Django's form for users, whose password is only shown as a digest and has its own page."""


class SeenFormSet(forms.models.BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows below another one. That a row is gone is told in words: its own key is no field."""

    def clean(self) -> None:
        super().clean()
        if any("id" in form.errors for form in self.initial_forms):
            raise ValidationError(
                "Sejak halaman ini dibuka ada baris yang sudah dihapus. Yang Anda tulis belum "
                "disimpan: buka halaman ini sekali lagi, lalu tulis lagi."
            )


def _differs(field: forms.Field, now: Any, seen: str) -> bool:
    """Of a text without its blanks: a browser sends other ends of lines than it was given."""
    if isinstance(now, str):
        return now.split() != seen.split()
    return field.has_changed(now, seen)


def _in_words(thing: Any, name: str) -> str:
    value = getattr(thing, name)
    if isinstance(value, bool):
        return "dicentang" if value else "tidak dicentang"
    if value in (None, "", []):
        return "kosong"
    display = getattr(thing, f"get_{name}_display", None)
    words = day_words(value) if isinstance(value, date) else str(display() if display else value)
    return f"“{words[:LONGEST]}”"
