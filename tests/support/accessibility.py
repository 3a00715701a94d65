"""What a page must be for everybody: axe finds nothing, no sideways scroll, room for a thumb."""

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page

THUMB = 44  # px

# What is folded away is on no screen; this axe looks through it.
FOLDED = "details:not([open]) > :not(summary)"

UNFOLD = """() => document.querySelectorAll("main details, .page > details").forEach(one => {
  one.removeAttribute("name");
  one.open = true;
})"""

# A link within a sentence is as high as its line; a tick is as high as its label beside it.
LOW_TARGETS = """thumb => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const within = one => {
    const around = one.parentElement.textContent.trim();
    return getComputedStyle(one).display === "inline" && around !== one.textContent.trim();
  };
  const height = one => {
    const labels = [...(one.labels || [])].filter(() => /checkbox|radio/.test(one.type));
    return Math.max(...[one, ...labels].map(part => part.getBoundingClientRect().height));
  };
  return [...document.querySelectorAll(wanted)]
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .filter(one => !one.matches(".skip-link") && !within(one))
    .map(one => [one.tagName.toLowerCase(), (one.textContent.trim() || one.name || "").slice(0, 40),
                 Math.round(height(one) * 10) / 10])
    .filter(([tag, words, high]) => high < thumb)
    .map(([tag, words, high]) => `<${tag}> ${words}: ${high} px`);
}"""

SIDEWAYS = """() => {
  const wide = document.scrollingElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return [];
  const guilty = [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
    .filter(one => !one.closest(".table-wrap"))
    .map(one => `${one.tagName.toLowerCase()}.${one.className}`);
  return [`${wide} px too wide: ${guilty.slice(0, 5).join(", ")}`];
}"""


def unfold(page: Page) -> None:
    """Opens whatever can be opened in the content, so that it is looked at too."""
    page.evaluate(UNFOLD)


def violations(page: Page) -> list[str]:
    """Of axe's rules, best practices included."""
    looked_at = {"include": [["html"]], "exclude": [[FOLDED]]}
    found = Axe().run(page, looked_at, {"resultTypes": ["violations"]})["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for rule in found
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    return list(page.evaluate(SIDEWAYS))


def low_targets(page: Page) -> list[str]:
    """Links, buttons and fields under 44 px, but for links within a sentence."""
    return list(page.evaluate(LOW_TARGETS, THUMB))
