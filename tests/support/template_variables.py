"""An undefined variable in a template of ours is an error, not an empty place on the page.

Django prints nothing for `{{ houshold.head }}`; a test that looks for other words passes. Here
it raises, with these exceptions: `{% if x %}` and friends (asking whether there is one), a first
filter `default` (saying what stands there instead), and templates that are not ours (Django's
admin leaves variables out on purpose). `{% for %}` over nothing raises too, and so does
`default_if_none`, which does not help: an undefined variable is "" to it, not None.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import FilterExpression
from django.template.defaulttags import ForNode


class UndefinedVariable(AssertionError):
    """A template reads a name that its view did not give."""


class Undefined(str):
    """Django's `string_if_invalid`: asked for at every undefined variable.

    False makes Django go on with an empty string; true makes it ask for `self % variable`.
    """

    strict = False
    template = ""

    def __bool__(self) -> bool:
        return self.strict

    def __contains__(self, text: object) -> bool:
        return True

    def __mod__(self, variable: Any) -> str:
        raise UndefinedVariable(f"{variable} is undefined in {self.template}")

    @contextmanager
    def inside(self, template: str, strict: bool) -> Iterator[None]:
        before = self.__dict__.copy()
        self.template, self.strict = template, strict
        try:
            yield
        finally:
            self.__dict__.clear()
            self.__dict__.update(before)


class Required:
    """The sequence of a `{% for %}`, which Django would let be undefined."""

    def __init__(self, expression: FilterExpression) -> None:
        self.expression = expression

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        return self.expression.resolve(context, ignore_failures and not is_ours(context))


def template_path(context: Any) -> str:
    template = getattr(context.render_context, "template", None) or context.template
    return template.origin.name if template else ""


def is_ours(context: Any) -> bool:
    return Path(template_path(context)).is_relative_to(settings.BASE_DIR / "templates")


def has_default(expression: FilterExpression) -> bool:
    return bool(expression.filters) and expression.filters[0][0].__name__ == "default"


def forbid_undefined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the rule into Django's template language for as long as `monkeypatch` lives."""
    undefined = Undefined()
    # In the settings for engines to come (a test may change settings), and in the one that the
    # checks before the first test may have made already.
    monkeypatch.setitem(settings.TEMPLATES[0]["OPTIONS"], "string_if_invalid", undefined)
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", undefined)
    resolve, for_node = FilterExpression.resolve, ForNode.__init__

    def strict_resolve(self: FilterExpression, context: Any, ignore_failures: bool = False) -> Any:
        strict = not ignore_failures and is_ours(context) and not has_default(self)
        with undefined.inside(template_path(context), strict):
            return resolve(self, context, ignore_failures)

    def strict_for(self: ForNode, loopvars: Any, sequence: Any, *rest: Any, **options: Any) -> None:
        required: Any = Required(sequence)
        for_node(self, loopvars, required, *rest, **options)

    monkeypatch.setattr(FilterExpression, "resolve", strict_resolve)
    monkeypatch.setattr(ForNode, "__init__", strict_for)
