"""How values are shown: {% load display %}. Nothing here reads the database."""

from datetime import date, datetime
from typing import Literal

from django import forms, template
from django.forms import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from bansos.lib import dates, datewords, numbers
from registry.identifiers import mask_digits, mask_kk, mask_nik

register = template.Library()

NOTHING = "–"  # a template gives "" for what a component was not told


@register.filter
def number(value: float | Literal[""] | None) -> str:
    """1234567 -> 1.234.567."""
    return NOTHING if value is None or value == "" else numbers.grouped(value)


@register.filter
def rupiah(amount: int | Literal[""] | None) -> str:
    """600000 -> Rp600.000."""
    return NOTHING if amount is None or amount == "" else numbers.rupiah(amount)


@register.filter
def persen(part: int, whole: int) -> str:
    """12|persen:96 -> 12,5%."""
    return numbers.percent(part, whole)


@register.filter
def tanggal(day: date | datetime | None) -> str:
    """23 Juli 2021; of a moment, its day in the city's zone."""
    if not day:
        return NOTHING
    return datewords.day_words(_local(day) if isinstance(day, datetime) else day)


@register.filter
def waktu(moment: datetime | None) -> str:
    """23 Juli 2021 14.30 WITA."""
    return datewords.time_words(_local(moment)) if moment else NOTHING


@register.filter
def masa(months: tuple[int, int] | None) -> str:
    """(first, last) -> Januari–April 2021."""
    return dates.period_words(*months) if months else NOTHING


@register.filter
def nik(value: str | None) -> str:
    """The NIK with its middle hidden: the whole one is shown by a POST with a reason only."""
    return mask_nik(value) if value else NOTHING


@register.filter
def kk(value: str | None) -> str:
    """The No. KK with its middle hidden."""
    return mask_kk(value) if value else NOTHING


@register.filter
def samar(text: str) -> str:
    """What somebody named (a file, a sheet), any number of a person in it masked."""
    return mask_digits(text)


@register.filter
def kendali(field: BoundField) -> str:
    """Which markup a form field needs: "radio", "checkbox", "boxes" or "control"."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "boxes"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "control"


@register.filter
def kontrol(field: BoundField) -> SafeString:
    """The field's input with the house's classes. Django itself ties help and error to it."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, forms.Select):
        css = "form-select"
    else:
        css = "form-control"
    if field.errors:
        css += " is-invalid"
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{css} {own}".strip()})


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment
