"""Codes of a kelurahan without words beside them: the Ministry's numbering, or BPS's.

Without dots both have ten digits, and twelve codes of Samarinda mean one kelurahan to the one
and another to the other. A file keeps to one numbering: the codes that can be of one only say
which.
"""

from bansos.lib.text import clean_text
from registry.models import Area, ImportRun

KEMENDAGRI, BPS = "kemendagri", "bps"
NUMBERINGS = (KEMENDAGRI, BPS)


class AreaCodes:
    """Every code of the city's kelurahan; read once for a whole file."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, int]] = {}
        for key, code, bps_code in Area.objects.villages().values_list("pk", "code", "bps_code"):
            self._know(code.replace(".", ""), KEMENDAGRI, key)
            self._know(bps_code, BPS, key)

    def _know(self, code: str, numbering: str, key: int) -> None:
        if code:
            self._known.setdefault(code, {})[numbering] = key

    def read(self, text: str) -> dict[str, int]:
        """Numbering → area; dots are the Ministry's. Empty: no kelurahan of this city."""
        code = clean_text(text).replace(" ", "")
        meant = self._known.get(code.replace(".", ""), {})
        if "." in code:
            return {name: key for name, key in meant.items() if name == KEMENDAGRI}
        return dict(meant)


def numbering_of(run: ImportRun) -> str:
    """The numbering of the file's plain codes; '' where there are none, or of both."""
    rows = run.staged_rows.filter(cleaned__isnull=False)
    said = [name for name in NUMBERINGS if rows.filter(cleaned__numbering=name).exists()]
    return said[0] if len(said) == 1 else ""
