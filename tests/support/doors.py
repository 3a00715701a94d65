"""Every address of the application: who may pass, how, and to whose things.

The tests of tests/test_every_url.py walk the resolver: an address without a row here fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ALL = ("petugas", "penyelia", "analis", "admin")
READ, WRITE, BOTH = ("GET",), ("POST",), ("GET", "POST")


@dataclass(frozen=True)
class Door:
    """`thing` names whose key the address holds (tests/support/world.py), `key` the argument."""

    roles: tuple[str, ...]
    methods: tuple[str, ...] = READ
    thing: str = ""
    key: str = "public_id"
    extra: tuple[tuple[str, str], ...] = ()
    # Roles that may post, where fewer than those that may look; the others get 403 or 404.
    writers: tuple[str, ...] | None = None
    query: str = ""
    # The page a form was sent from: who reads the form's own address is led there.
    page: str = ""
    # A download: nothing that a browser shows.
    is_file: bool = False

    def kwargs(self, things: dict[str, Any]) -> dict[str, Any]:
        found = dict(self.extra)
        if self.thing:
            found[self.key] = getattr(things[self.thing], self.key)
        if self.key == "pk" and self.thing == "assignment":
            found["code"] = "uji"
        return found


OPEN = {"health", "login"}
# Django's own views behind a login of any role.
ANY_USER = {"logout", "password_change", "password_change_done", "home"}
FIELD, OFFICE = ("petugas", "penyelia"), ("penyelia", "analis", "admin")
CITY = ("analis", "admin")

DOORS: dict[str, Door] = {
    "dashboard": Door(OFFICE),
    "dashboard_map": Door(OFFICE),
    "dashboard_combinations": Door(OFFICE),
    "dashboard_matrix": Door(OFFICE),
    "dashboard_trend": Door(OFFICE),
    "dashboard_households": Door(OFFICE, query="?angka=none"),
    "dashboard_export": Door(OFFICE, WRITE, page="dashboard_households"),
    "dashboard_program": Door(OFFICE, extra=(("code", "BPNT"),)),
    "dashboard_entries": Door(OFFICE, extra=(("code", "BPNT"),), query="?bagian=daftar"),
    "dashboard_payments": Door(OFFICE, extra=(("code", "BPNT"),)),
    "dashboard_never": Door(OFFICE),
    "dashboard_entries_export": Door(
        OFFICE, WRITE, extra=(("code", "BPNT"),), page="dashboard_entries"
    ),
    "dashboard_payments_export": Door(
        OFFICE, WRITE, extra=(("code", "BPNT"),), page="dashboard_payments"
    ),
    "dashboard_compared_export": Door(OFFICE, WRITE, page="dashboard_compared_list"),
    "dashboard_never_export": Door(OFFICE, WRITE, page="dashboard_never"),
    "dashboard_never_assign": Door(("penyelia", "admin"), WRITE, page="dashboard_never"),
    "dashboard_table": Door(OFFICE, WRITE, extra=(("table", "wilayah"),)),
    "dashboard_program_table": Door(
        OFFICE, WRITE, extra=(("code", "BPNT"), ("table", "persamaan"))
    ),
    "dashboard_compared_table": Door(OFFICE, WRITE),
    "dashboard_compared": Door(OFFICE),
    "dashboard_compared_list": Door(OFFICE, query="?angka=several&arah=masuk"),
    "dashboard_undecided": Door(OFFICE),
    "dashboard_findings": Door(OFFICE),
    "dashboard_findings_table": Door(OFFICE, WRITE),
    "dashboard_finding_list": Door(OFFICE, query="?angka=village_fund"),
    "dashboard_finding_export": Door(OFFICE, WRITE, page="dashboard_finding_list"),
    "rule_list": Door(OFFICE),
    "rule_create": Door(("admin",), BOTH),
    "rule_change": Door(("admin",), BOTH, "rule", "pk"),
    "rule_end": Door(("admin",), WRITE, "rule", "pk"),
    "search": Door(ALL, BOTH),
    "city_question": Door(FIELD, BOTH),
    "household_list": Door(ALL),
    "household_export": Door(OFFICE, WRITE, page="household_list"),
    "household_detail": Door(ALL, READ, "household"),
    "person_detail": Door(ALL, READ, "person"),
    "person_reveal": Door(("petugas", "penyelia", "admin"), BOTH, "person"),
    "import_list": Door(("admin",)),
    "import_upload": Door(("admin",), BOTH),
    "import_template": Door(("admin",), extra=(("kind", "dtks"),), is_file=True),
    "import_detail": Door(("admin",), READ, "run"),
    "import_columns": Door(("admin",), BOTH, "run"),
    "import_relation": Door(("admin",), WRITE, "run"),
    "import_rows": Door(("admin",), READ, "run", extra=(("outcome", "problem"),)),
    "import_field": Door(("admin",), READ, "run", extra=(("what", "recipient.name"),)),
    "import_effect": Door(("admin",), READ, "run", extra=(("effect", "outside"),)),
    "import_options": Door(("admin",), BOTH, "run"),
    "import_kind": Door(("admin",), WRITE, "run"),
    "import_sheet": Door(("admin",), WRITE, "run"),
    "import_mend": Door(("admin",), BOTH, "run"),
    "import_correction": Door(("admin",), BOTH, "run"),
    "import_apply": Door(("admin",), WRITE, "run"),
    "import_discard": Door(("admin",), WRITE, "run"),
    "import_undo": Door(("admin",), BOTH, "run"),
    "import_resume": Door(("admin",), WRITE, "run"),
    "import_problems": Door(("admin",), WRITE, "run"),
    "audit_list": Door(("admin",)),
    "components": Door(("admin",)),
    "recipient_outside": Door(CITY),
    "recipient_export": Door(CITY, WRITE, page="recipient_outside"),
    "link_queue": Door(("admin",)),
    "link_choose": Door(("admin",), BOTH, "outside", "pk"),
    "link_make": Door(("admin",), WRITE, "outside", "pk"),
    "link_none": Door(("admin",), WRITE, "outside", "pk"),
    "link_undo": Door(("admin",), BOTH, "linked", "pk"),
    "recipient_detail": Door(CITY, READ, "outside", "pk"),
    "candidate_check": Door(CITY, BOTH),
    "aid_create": Door(("admin",), BOTH, "household"),
    "aid_cancel": Door(("admin",), BOTH, "entered", "pk"),
    "worklist": Door(FIELD),
    "visit_history": Door(FIELD),
    "visit_create": Door(FIELD, BOTH, "household"),
    "visit_withdraw": Door(FIELD, WRITE, "visit", writers=("petugas",)),
    "review_list": Door(("penyelia",)),
    "review_decide": Door(("penyelia",), WRITE, "report"),
    "round_list": Door(("penyelia", "admin"), BOTH, writers=("admin",)),
    "round_detail": Door(("penyelia", "admin"), READ, "round", "code"),
    "round_close": Door(("penyelia", "admin"), WRITE, "round", "code", writers=("admin",)),
    "round_doors_delete": Door(("penyelia", "admin"), WRITE, "round", "code"),
    "assignment_create": Door(("penyelia", "admin"), WRITE, "round", "code"),
    "assignment_delete": Door(("penyelia", "admin"), WRITE, "assignment", "pk"),
}


def every_address() -> Iterator[tuple[str, str]]:
    """(namespace, name) of every URL pattern; the admin site's lie in the namespace "admin"."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: Any, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern):
            yield namespace, pattern.name or ""
