"""The list of households and the page of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from bansos.lib.downloads import Sheet, download
from bansos.lib.pagination import PARAMETER, keyset_page
from registry.access import UserRequest, came_from, posted_from, require, visible_or_404
from registry.actions.identities import log_export
from registry.codes import Relation
from registry.exports import HEADERS, dtks_rows, export_notes, household_rows
from registry.forms import BUCKETS, HouseholdExportForm, HouseholdFilter
from registry.history import household_history
from registry.layouts import DTKS_HEADERS
from registry.models import Household, Listing, Membership, Release
from registry.models.household import WALK
from registry.roles import Permission


@require_safe
@require(Permission.VIEW_REGISTER)
def household_list(request: UserRequest) -> HttpResponse:
    form = HouseholdFilter(request.GET, user=request.user)
    return render(request, "registry/household_list.html", _list_context(request, form))


def _list_context(
    request: UserRequest, form: HouseholdFilter, export_form: HouseholdExportForm | None = None
) -> dict[str, Any]:
    households = Household.objects.visible_to(request.user)
    households = form.narrow(households) if form.is_valid() else households.none()
    page = keyset_page(
        households.with_bucket().select_related("area", "head"),
        fields=WALK,
        cursor=request.GET.get(PARAMETER),
    )
    return {
        "form": form,
        "filtered": form.is_valid() and bool(form.in_words()),
        "page": page,
        "export_form": export_form or HouseholdExportForm(user=request.user),
        "may_export": request.user.may(Permission.EXPORT),
    }


@posted_from("household_list")
@require(Permission.EXPORT)
def household_export(request: UserRequest) -> HttpResponseBase:
    """The list as filtered in the URL, as a file; refused without a reason."""
    filters = HouseholdFilter(request.GET, user=request.user)
    form = HouseholdExportForm(request.POST, user=request.user)
    if not (filters.is_valid() and form.is_valid()):
        context = _list_context(request, filters, form)
        return render(request, "registry/household_list.html", context, status=422)
    households = Household.objects.visible_to(request.user, Permission.EXPORT)
    headers: Sequence[str] = HEADERS
    found = household_rows(
        filters.narrow(households).with_bucket().order_by(*WALK),
        bucket_words=dict(BUCKETS),
        whole_in=form.whole_in,
    )
    rows: Iterator[list[Any]] = (row for _, row in found)
    if form.in_dtks_layout:
        may_show = request.user.area_ids(Permission.REVEAL_IDENTITY)
        headers, rows = DTKS_HEADERS, dtks_rows(filters.narrow(households), whole_in=may_show)
    reason, chosen = form.cleaned_data["alasan"], filters.in_words()
    log_export(by=request.user, subject="rumah tangga", reason=reason, choices=form.choices(chosen))
    about = export_notes(request.user, reason, chosen)
    sheet = Sheet("Rumah tangga", headers, rows, about)
    return download(form.cleaned_data["format"], "rumah-tangga", sheet)


def list_before(request: UserRequest) -> list[tuple[str, str]]:
    """The way back to the list of ours that one came from, as the browser tells it."""
    came = came_from(request)
    if came is None or not came.query:
        return []
    try:
        name = resolve(came.path).url_name or ""
    except Resolver404:
        return []
    is_list = name.endswith(("_list", "_households"))
    return [("Daftar sebelumnya", f"{came.path}?{came.query}")] if is_list else []


# Who stands where on a family card; all others after them.
CARD_ORDER = {
    Relation.HEAD.value: 0,
    **dict.fromkeys((Relation.HUSBAND.value, Relation.WIFE.value, Relation.SPOUSE.value), 1),
    Relation.CHILD.value: 2,
}


@dataclass(frozen=True)
class KkGroup:
    """The members of a household who share one No. KK ('' = unknown)."""

    kk: str
    members: list[Membership]


@dataclass(frozen=True)
class ReleaseListing:
    """A household in one release, with what that list claims of aid."""

    listing: Listing
    claims: list[str]


@require_safe
@require(Permission.VIEW_REGISTER)
def household_detail(request: UserRequest, public_id: str) -> HttpResponse:
    households = Household.objects.with_bucket().select_related(
        "area__parent", "head", "merged_into__area"
    )
    household = visible_or_404(households, request.user, public_id=public_id)
    members = members_of(household)
    current = [member for member in members if member.valid_to is None]
    kept = household.merged_into
    listings = listings_of(household)
    context = {
        "household": household,
        "crumbs": [
            (str(household.area), household.area.get_absolute_url()),
            *list_before(request),
        ],
        "may_see_kept": kept is not None
        and kept.area_id in request.user.area_ids(Permission.VIEW_REGISTER),
        "groups": by_kk(current),
        "former": [member for member in members if member.valid_to is not None],
        "listings": listings,
        "ranked": next((entry.listing for entry in listings if entry.listing.decile), None),
        "newest_release": Release.objects.first(),
        "residences": household.residences.select_related("area", "row__run").order_by(
            "-valid_from", "-id"
        ),
        "identifiers": household.identifiers.select_related("row__run").order_by("scheme", "id"),
        "history": household_history(household, members),
        "may_reveal": household.area_id in request.user.area_ids(Permission.REVEAL_IDENTITY),
        "may_open_run": request.user.sees_whole_city(Permission.IMPORT),
    }
    return render(request, "registry/household_detail.html", context)


def members_of(household: Household) -> list[Membership]:
    """All who live or lived there: the head's KK first, in it the order of a family card."""
    members = list(
        household.memberships.select_related("person", "row__run").order_by("valid_from", "id")
    )
    head_kk = next((m.kk for m in members if m.person_id == household.head_id), "")
    return sorted(
        members, key=lambda m: (m.kk != head_kk, m.kk or "~", CARD_ORDER.get(m.relation, 3), m.pk)
    )


def by_kk(members: list[Membership]) -> list[KkGroup]:
    return [KkGroup(kk, list(group)) for kk, group in groupby(members, key=lambda m: m.kk)]


def listings_of(household: Household) -> list[ReleaseListing]:
    """Newest release first; the claims are sorted programme codes."""
    claims: dict[int, set[str]] = {}
    for release_id, code in household.listed_aid.values_list("release_id", "program_code"):
        claims.setdefault(release_id, set()).add(code)
    listings = household.listings.select_related("release", "row__run").order_by(
        "-release__issued_on", "-release_id"
    )
    return [ReleaseListing(item, sorted(claims.get(item.release_id, ()))) for item in listings]
