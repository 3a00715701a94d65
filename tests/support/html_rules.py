"""What no HTML response may hold: inline script or style, template tags left unrendered, a chart,
wide table or import step without its style sheet."""

from html.parser import HTMLParser

# A block of JSON is data, which browsers do not run and a strict CSP does not stop.
DATA_TYPES = {"application/json", "application/ld+json"}
UNRENDERED = ("{{", "{%", "{#")
# Classes whose rules stand in a style sheet that not every page loads.
STYLED_BY = {
    "dashboards": {"chart", "table-wide", "cell-bar", "cell-links"},
    "imports": {"steps", "sheets", "relation-codes"},
}


class _Faults(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.classes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.classes |= {*(given.get("class") or "").split()}
        where = f"line {self.getpos()[0]}: <{tag}>"
        if tag == "style":
            self.found.append(f"{where} inline style")
        if tag == "script" and "src" not in given and given.get("type") not in DATA_TYPES:
            self.found.append(f"{where} inline script")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"{where} attribute {name}")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{where} javascript: in {name}")
            self._look_for_tags(value or "", where)

    def handle_data(self, data: str) -> None:
        self._look_for_tags(data, f"line {self.getpos()[0]}")

    def _look_for_tags(self, text: str, where: str) -> None:
        self.found += [f"{where}: unrendered {mark}" for mark in UNRENDERED if mark in text]


def faults(html: str) -> list[str]:
    """One sentence per fault, with its line; empty when the page is clean."""
    parser = _Faults()
    parser.feed(html)
    parser.close()
    for sheet, classes in STYLED_BY.items():
        unstyled = parser.classes & classes
        if unstyled and f"/css/{sheet}." not in html:
            parser.found.append(f"{unstyled} without css/{sheet}.css: include its styles")
    return parser.found
