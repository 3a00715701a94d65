"""The rules that conftest.py lays on every test do catch what they are for."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine, Origin, Template, VariableDoesNotExist

from tests.support.html_rules import faults
from tests.support.template_variables import UndefinedVariable

OURS = Path(settings.BASE_DIR) / "templates" / "page.html"


def render(source: str, path: Path = OURS, **values: object) -> str:
    template = Template(source, Origin(str(path)), "page.html", Engine.get_default())
    return template.render(Context(values))


@pytest.mark.parametrize(
    "source",
    [
        "{{ nothing }}",
        "{{ known.nothing }}",
        "{{ nothing|upper }}",
        "{{ nothing|default_if_none:'d' }}",
        "{% for x in nothing %}{% endfor %}",
        "{% with a=nothing %}{% endwith %}",
        "{{ known|default:nothing }}",
    ],
)
def test_an_undefined_variable_of_our_template_raises(source):
    with pytest.raises((UndefinedVariable, VariableDoesNotExist), match="nothing"):
        render(source, known="")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% if nothing %}a{% else %}b{% endif %}", "b"),
        ("{% if nothing.deeper == 1 %}a{% endif %}", ""),
        ("{{ nothing|default:'c' }}", "c"),
        ("{{ known }}{% for x in empty %}{% endfor %}", "e"),
    ],
)
def test_asking_whether_there_is_one_does_not_raise(source, text):
    assert render(source, known="e", empty=[]) == text


def test_a_template_of_a_library_may_leave_variables_out():
    elsewhere = Path("/usr/share/library/page.html")
    assert render("[{{ nothing }}{% for x in nothing %}{% endfor %}]", elsewhere) == "[]"


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        "<p>{{ household.head }}</p>",
        "<p>{% if %}</p>",
        '<a href="{# note #}">',
    ],
)
def test_a_page_with_inline_code_or_unrendered_tags_is_at_fault(html):
    assert faults(html)


def test_a_page_with_files_and_data_blocks_is_clean():
    page = '<script src="/static/js/a.js"></script><script type="application/json">{"a":1}</script>'
    assert faults(page + '<p class="x">Rp800.000</p>') == []


@pytest.mark.django_db
def test_a_signed_in_client_is_the_user_it_was_made_for(client_as, django_user_model):
    user = django_user_model.objects.create_user(username="sari", password="rahasia-uji")
    assert client_as(user).session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "after the flush"])
def test_reference_data_is_back_after_every_flush(turn):
    from programs.models import OverlapRule, Program
    from registry.models import Area

    assert Area.objects.villages().count() == 59
    assert Program.objects.exists()
    assert OverlapRule.objects.exists()
