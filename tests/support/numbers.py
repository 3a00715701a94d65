"""Every number of a page that leads to a list of households, beside how long its list is."""

import re
from html import unescape
from typing import Any

LINK = re.compile(r'<a href="([^"]*\?angka=[^"]*)"([^>]*)>(.*?)</a>', re.S)
NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})*")


def numbers_with_lists(client: Any, address: str) -> dict[str, int]:
    """Address of a list → the number that the page says of it; two that differ are an error."""
    page = client.get(address)
    assert page.status_code == 200, address
    main = page.content.decode().partition("<main")[2]
    found: dict[str, int] = {}
    for url, attributes, content in LINK.findall(main):
        spoken = re.search(r'aria-label="[^"]*: ([^":]*)"', attributes)
        words = spoken[1] if spoken else re.sub(r"<[^>]*>", "", content)
        number = int(NUMBER.search(words)[0].replace(".", ""))  # type: ignore[index]
        assert found.setdefault(unescape(url), number) == number, url
    return found


def wrong_lists(client: Any, address: str) -> dict[str, tuple[int, int]]:
    """The lists of a page that are not as long as it says: {address: (said, found)}."""
    said = numbers_with_lists(client, address)
    lengths = {url: client.get(url).context["total"] for url in said}
    return {url: (said[url], lengths[url]) for url in said if said[url] != lengths[url]}
