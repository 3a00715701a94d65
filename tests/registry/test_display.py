from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template

from bansos.lib.dates import month_index


def shown(expression: str, **values: object) -> str:
    return Template("{% load display %}{{ " + expression + " }}").render(Context(values))


@pytest.mark.parametrize(
    ("expression", "value", "words"),
    [
        ("v|number", 1234567, "1.234.567"),
        ("v|number", 0, "0"),
        ("v|number", None, "–"),
        ("v|rupiah", 600000, "Rp600.000"),
        ("v|persen:96", 12, "12,5%"),
        ("v|tanggal", date(2021, 7, 23), "23 Juli 2021"),
        ("v|tanggal", datetime(2021, 7, 22, 16, 30, tzinfo=UTC), "23 Juli 2021"),
        ("v|waktu", datetime(2021, 7, 23, 6, 30, tzinfo=UTC), "23 Juli 2021 14.30 WITA"),
        ("v|waktu", None, "–"),
        ("v|masa", (month_index(2021, 1), month_index(2021, 4)), "Januari–April 2021"),
        ("v|nik", "6472010101800001", "647201******0001"),
        ("v|nik", None, "–"),
        ("v|kk", "6472010101800001", "647201******0001"),
        ("v", date(2021, 7, 23), "23 Juli 2021"),
        ("v", 6472010101800001, "6472010101800001"),
    ],
)
def test_a_value_is_shown_the_indonesian_way(expression: str, value: object, words: str) -> None:
    assert shown(expression, v=value) == words


class Form(forms.Form):
    day = forms.DateField(help_text="Hari-bulan-tahun", localize=True)
    choice = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)


@pytest.mark.parametrize("text", ["07/23/2021", "7-23-2021", "23/07/21"])
def test_a_form_refuses_a_month_first_or_a_year_without_its_century(text: str) -> None:
    assert "day" in Form({"day": text}).errors


@pytest.mark.parametrize("text", ["23/07/2021", "23-7-2021", "23.07.2021", "2021-07-23"])
def test_a_form_takes_the_day_first(text: str) -> None:
    form = Form({"day": text, "choice": "a"})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2021, 7, 23)


def test_help_and_error_are_tied_to_their_input() -> None:
    template = Template('{% include "components/field.html" with field=form.day %}')
    html = template.render(Context({"form": Form({"day": "besok"})}))
    assert 'aria-describedby="id_day_helptext id_day_error"' in html
    assert 'id="id_day_helptext"' in html
    assert 'id="id_day_error"' in html
    assert 'value="besok"' in html


def test_a_group_of_choices_is_a_fieldset_that_the_error_summary_can_reach() -> None:
    template = Template('{% include "components/field.html" with field=form.choice %}')
    html = template.render(Context({"form": Form({})}))
    assert '<fieldset class="field has-error" id="id_choice"' in html
