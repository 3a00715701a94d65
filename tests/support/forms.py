"""A form as a browser sends it: every field as it was rendered, but for what somebody typed."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

NOT_SENT = {"submit", "button", "file", "image", "reset"}
TICKED = {"checkbox", "radio"}


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        kind = given.get("type", "text")
        if tag == "input" and name and kind not in NOT_SENT:
            if kind not in TICKED:
                self.found[name] = given.get("value") or ""
            elif "checked" in given:
                self.found[name] = given.get("value") or "on"
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in self.found:
                self.found[self._select] = given.get("value") or ""
        elif tag == "textarea":
            self._text = name
            self.found[name] = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self.found[self._text] = self.found[self._text].removeprefix("\n").removeprefix("\r\n")
            self._text = ""


def as_rendered(response: HttpResponse, typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """`typed` None for a field: its box is not ticked."""
    fields = _Fields()
    fields.feed(response.content.decode())
    sent = {**fields.found, **(typed or {})}
    return {name: value for name, value in sent.items() if value is not None}
