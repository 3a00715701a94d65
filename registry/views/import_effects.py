"""What an import would do to the city, and whether it is an old list; each figure with its list."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bansos.lib.pagination import PARAMETER, keyset_page
from registry.access import UserRequest, require
from registry.fieldwords import FIELD_WORDS, SILENT
from registry.imports.foresight.staleness import ADVICE
from registry.imports.runs import READABLE
from registry.models import ForeseenEffect, Household, ImportRun, RunState, User
from registry.roles import Permission
from registry.views.import_words import name_of, run_or_404

ADVICE_APPLIED = "Bila ini daftar lama yang terkirim ulang, tekan Urungkan impor… di bawah."

# Target of a change row, or one field of it → what is counted.
UNITS = {
    "household.head_id": "baris",
    "household": "rumah tangga",
    "recipient": "penerima",
    "disbursement": "pembayaran",
    "listing": "rumah tangga",
}


def foreseen(run: ImportRun) -> dict[str, Any]:
    """For _import_effects.html; empty where the file was applied at once, or its rows are gone."""
    if "city" not in run.effects or run.state == RunState.DISCARDED:
        return {}
    effects = [{**effect, "url": _url(run, effect)} for effect in run.effects["city"]]
    return {
        "signs": _signs(run),
        "effects": [effect for effect in effects if effect["count"]],
        "all_are_problems": run.problem == run.rows,
        "none": [effect["label"] for effect in effects if not effect["count"]],
        "attention": [effect for effect in effects if effect["attention"]],
        "fields": _fields(run),
    }


def _url(run: ImportRun, effect: dict[str, Any]) -> str:
    if effect["listed"]:
        return reverse("import_effect", args=[run.public_id, effect["key"]])
    return ""


def _signs(run: ImportRun) -> list[dict[str, str]]:
    """The advice names buttons: once the file is applied others do that, and undone it is over."""
    if run.state == RunState.UNDONE:
        return []
    advice = ADVICE if run.state in READABLE else ADVICE_APPLIED
    return [
        {
            "text": sign["text"].replace(ADVICE, advice),
            "url": reverse("import_detail", args=[sign["run"]]) if sign["run"] else "",
        }
        for sign in run.effects.get("signs", [])
    ]


def _fields(run: ImportRun) -> list[dict[str, Any]]:
    found = []
    for what, count in run.effects.get("fields", {}).items():
        label, unit = field_words(what)
        if label:
            url = reverse("import_field", args=[run.public_id, what])
            found.append({"label": label, "unit": unit, "count": count, "url": url})
    return sorted(found, key=lambda field: -field["count"])


def field_words(what: str) -> tuple[str, str]:
    """ "person.occupation" → ("pekerjaan", "orang"); no label for what says nothing to a reader."""
    target, _, name = what.partition(".")
    label = "" if name in SILENT else FIELD_WORDS.get(name, "")
    return label, UNITS.get(what) or UNITS.get(target, "orang")


@require_safe
@require(Permission.IMPORT)
def import_effect(request: UserRequest, public_id: str, effect: str) -> HttpResponse:
    """The households and rows behind one figure of what the import would do."""
    run = run_or_404(request, public_id)
    known = {each["key"]: each for each in run.effects.get("city", [])}
    if effect not in known:
        raise Http404
    page = keyset_page(
        run.foreseen.filter(effect=effect), fields=["id"], cursor=request.GET.get(PARAMETER)
    )
    things = _things(run, request.user, page.rows)
    context = {
        "run": run,
        "effect": known[effect],
        "page": page,
        # A household that is yet to be made has no kelurahan here, and most have no note.
        "has_places": any(thing["household"] for thing in things),
        "has_notes": any(each.note for each in page),
        "things": things,
    }
    return render(request, "registry/import_effect.html", context)


def _things(run: ImportRun, user: User, found: list[ForeseenEffect]) -> list[dict[str, Any]]:
    """Each finding with its household, where the reader may see one, and the name in the file."""
    visible = Household.objects.visible_to(user).select_related("head", "area")
    households = visible.in_bulk([each.household_key for each in found if each.household_key])
    numbers = [each.row_number for each in found if each.row_number]
    rows = {row.number: row for row in run.staged_rows.filter(number__in=numbers)}
    return [
        {
            "household": households.get(each.household_key or 0),
            "row_number": each.row_number,
            "name": name_of(run, rows[each.row_number]) if each.row_number in rows else "",
            "note": each.note,
        }
        for each in found
    ]
