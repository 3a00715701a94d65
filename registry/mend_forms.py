"""Forms with which problems are mended on the preview: wrong values, and mended rows as a file."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape

from registry.imports.importkinds import columns_of, kind_of
from registry.imports.values.mending import EMPTY, OFFERED, WrongValue, fault_of, wrong_values
from registry.models import ImportRun

LONGEST = 120
LEAVE = ("", "— biarkan —")
# Without these a row means nothing: never mended to an empty cell.
NEVER_EMPTY = frozenset({"village", "district", "city", "program", "result"})


class MendForm(forms.Form):
    """One choice for every wrong value of a run: what it should have been."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        # Which reading of the file the page shows: another one may have other values.
        self.seen = run.reading
        found = wrong_values(run)
        self.values, self.more = found[:OFFERED], max(0, len(found) - OFFERED)
        columns = columns_of(kind_of(run.kind).resource)
        self.required = {column.field for column in columns if column.required}
        for value in self.values:
            self.fields[name_of(value)] = self._field(value)
        # An emptied cell is written as a dash where nothing is chosen from a list.
        self.has_typed = any(not value.choices for value in self.values)

    def _field(self, value: WrongValue) -> forms.Field:
        shared: dict[str, Any] = {
            "label": f"“{value.text}”",
            "required": False,
            "help_text": escape(value.sentence),
        }
        if not value.choices:
            return forms.CharField(max_length=LONGEST, initial=value.mended, **shared)
        is_needed = value.field in self.required | NEVER_EMPTY
        empty = [] if is_needed else [(EMPTY, "(kosongkan)")]
        return forms.ChoiceField(
            choices=[LEAVE, *empty, *value.choices],
            initial=value.mended or value.likeliest,
            **shared,
        )

    def columns(self) -> Iterator[tuple[str, str, list[tuple[WrongValue, forms.BoundField]]]]:
        """(field, label, its values with their inputs), in the order of our columns."""
        for field in dict.fromkeys(value.field for value in self.values):
            own = [value for value in self.values if value.field == field]
            yield field, own[0].label, [(value, self[name_of(value)]) for value in own]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (seen := self.data.get("dilihat")) and seen != self.seen:
            raise ValidationError(
                "Impor ini sudah dibaca ulang sejak halaman ini dibuka. Periksa nilainya lagi, "
                "lalu simpan."
            )
        for value in self.values:
            text = cleaned.get(name_of(value), "").strip()
            if text and not value.choices and (fault := fault_of(self.run, value.field, text)):
                self.add_error(name_of(value), ValidationError(fault))
        return cleaned

    def mends(self) -> dict[str, dict[str, str]]:
        """{field: {text: value}}: those shown here as they are chosen, the others as they were."""
        told = {f: dict(texts) for f, texts in (self.run.options.get("mend") or {}).items()}
        for value in self.values:
            texts = told.setdefault(value.field, {})
            chosen = self.cleaned_data[name_of(value)].strip()
            if chosen and chosen != value.text:
                texts[value.text] = chosen
            else:
                texts.pop(value.text, None)
        return {field: texts for field, texts in told.items() if texts}


def name_of(value: WrongValue) -> str:
    """The name of its input: the text itself may hold anything."""
    digest = hashlib.sha256(value.text.encode("utf-8", "replace")).hexdigest()
    return f"{value.field}-{digest[:12]}"


class CorrectionForm(forms.Form):
    berkas = forms.FileField(
        label="Berkas perbaikan",
        help_text="Berkas yang diunduh dari impor ini, sesudah diperbaiki. Judul dan kolom BARIS "
        "dibiarkan seperti adanya.",
        error_messages={"required": "Pilih berkasnya.", "empty": "Berkas ini kosong."},
    )
