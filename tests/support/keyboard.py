"""A page worked by the keyboard alone: Tab to a thing, then Enter, Space or letters."""

from pathlib import Path

from playwright.sync_api import Page

# More than any page of ours has things to stop at.
MOST_STOPS = 300

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return ["", ""];
  const labels = [...(one.labels || [])].map(label => label.textContent).join(" ");
  const words = one.getAttribute("aria-label") || labels || one.textContent;
  return [one.tagName, words.replace(/\\s+/g, " ").trim()];
}"""

# A ring or a frame: whoever works by keyboard must see where he is.
SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return ringed || style.boxShadow !== "none";
}"""


def tab_to(page: Page, words: str) -> None:
    """Goes on by Tab until the focus is on what begins with `words`, and shows that it is."""
    met = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        tag, found = page.evaluate(FOCUSED)
        if tag and found.startswith(words):
            assert page.evaluate(SEEN), f"nobody sees the focus on {found!r}"
            return
        met.append(found[:40])
    raise AssertionError(f"Tab never came to {words!r}, only to {sorted(set(met))}")


def press(page: Page, words: str) -> None:
    """Enter on a link or a button that leads to another page (or to this one again)."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tick(page: Page, words: str) -> None:
    """Space on a radio button or a box. A group of radios is one stop: the arrows go on in it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        tag, found = page.evaluate(FOCUSED)
        for _ in range(12):
            if tag == "INPUT" and found.startswith(words):
                page.keyboard.press("Space")
                return
            if not page.evaluate("() => document.activeElement.type === 'radio'"):
                break
            page.keyboard.press("ArrowDown")
            tag, found = page.evaluate(FOCUSED)
    raise AssertionError(f"Tab never came to {words!r}")


def type_into(page: Page, words: str, text: str) -> None:
    tab_to(page, words)
    page.keyboard.type(text)


def choose_file(page: Page, words: str, path: Path) -> None:
    """The dialog of the browser opens by Enter; what happens in it is the system's."""
    with page.expect_file_chooser() as chooser:
        tab_to(page, words)
        page.keyboard.press("Enter")
    chooser.value.set_files(path)
