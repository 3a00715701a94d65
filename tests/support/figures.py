"""The dashboard as its reader sees it: figures, the lists behind them, what the commands say."""

import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.management import call_command
from playwright.sync_api import Page

YEAR = ("2021-01", "2021-12")
# The dashboard, and the page of its pairs of programmes.
PAGES = [f"{path}?dari={YEAR[0]}&sampai={YEAR[1]}" for path in ("/dasbor/", "/dasbor/matriks/")]
NUMBERS = "all => all.map(one => [one.href, one.textContent])"


def _links(page: Page) -> Iterator[tuple[str, str, int]]:
    """(figure, address of its list, number) of every link for the whole city that counts anyone."""
    for address in PAGES:
        page.goto(address)
        for link, text in page.locator("main a[href*='angka=']").evaluate_all(NUMBERS):
            asked = parse_qs(urlsplit(link).query)
            number = int(text.replace(".", ""))
            # The matrix also shows the pairs that nobody received.
            if "wilayah" not in asked and (number or "asal" not in asked):
                yield asked["angka"][0], link, number


def addresses(page: Page) -> dict[str, str]:
    """Figure → the address of its list."""
    return {figure: link for figure, link, _ in _links(page)}


def read(page: Page) -> dict[str, int]:
    """Every figure, each time it stands there; two that differ are an error."""
    shown: dict[str, set[int]] = {}
    for figure, _, number in _links(page):
        shown.setdefault(figure, set()).add(number)
    assert all(len(values) == 1 for values in shown.values()), shown
    return {figure: values.pop() for figure, values in shown.items()}


# How long each list is, by its rows and by the number that its heading says.
LENGTHS = """addresses => Promise.all(addresses.map(async address => {
  const text = await (await fetch(address)).text();
  const list = new DOMParser().parseFromString(text, "text/html");
  return [list.querySelectorAll("main tbody tr").length,
          parseInt(list.querySelector("h1").textContent.split(": ").pop())];
}))"""


def lengths(page: Page) -> dict[str, int]:
    """Figure → how many rows its list has; a heading that says another number is an error."""
    known = addresses(page)
    found = page.evaluate(LENGTHS, list(known.values()))
    assert all(rows == said for rows, said in found), dict(zip(known, found, strict=True))
    return {figure: rows for figure, (rows, _) in zip(known, found, strict=True)}


def heads_behind(page: Page, address: str) -> list[str]:
    """The first column of a list that fits on one page; its heading must say the same number."""
    page.goto(address)
    heads = page.locator("main tbody th").all_inner_texts()
    heading = page.get_by_role("heading", level=1).inner_text()
    assert re.search(rf": {len(heads)}$", heading), (heading, heads)
    return heads


def by_the_commands() -> dict[str, int]:
    """`register_figures` and `overlap_figures` of the same year, under the page's own names."""
    register = _printed("register_figures")
    overlap = _printed("overlap_figures", "--from", YEAR[0], "--to", YEAR[1])
    programs = {f"program:{code}": n for code, n in overlap.pop("by_program").items()}
    pairs = {f"pair:{pair}": n for pair, n in overlap.pop("pairs").items()}
    return {**register, **overlap, **programs, **pairs}


def _printed(command: str, *options: str) -> dict[str, Any]:
    printed = StringIO()
    call_command(command, *options, "--json", stdout=printed)
    return dict(json.loads(printed.getvalue()))
