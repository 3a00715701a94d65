"""Rounds: opening, closing, and who walks where."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry.access import UserRequest, require, visible_or_404
from registry.roles import Permission
from verification.actions import rounds
from verification.findings import FieldworkRefused
from verification.models import Assignment, Round
from verification.round_forms import AssignmentForm, OfficerForm, RoundForm
from verification.stats import given_doors, progress_by_village


def visible_round(request: UserRequest, code: str) -> Round:
    visible = Round.objects.visible_to(request.user, Permission.ASSIGN)
    found: Round = get_object_or_404(visible.select_related("release"), code=code)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ASSIGN)
def round_list(request: UserRequest) -> HttpResponse:
    """All rounds; who holds the right in the whole city opens the next one here."""
    may_open = request.user.sees_whole_city(Permission.ASSIGN)
    if request.method != "POST":
        return _rounds(request, RoundForm(label_suffix="") if may_open else None)
    if not may_open:
        raise PermissionDenied
    form = RoundForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _rounds(request, form, status=422)
    try:
        round = rounds.open_round(by=request.user, **form.cleaned_data)
    except FieldworkRefused as refused:
        form.add_error(refused.field or None, str(refused))
        return _rounds(request, form, status=422)
    messages.success(request, f"Periode {round.name} dibuka.")
    return redirect(round)


def _rounds(request: UserRequest, form: RoundForm | None, status: int = 200) -> HttpResponse:
    visible = Round.objects.visible_to(request.user, Permission.ASSIGN).select_related("release")
    context = {"rounds": visible, "form": form}
    return render(request, "verification/round_list.html", context, status=status)


@require_safe
@require(Permission.ASSIGN)
def round_detail(request: UserRequest, code: str) -> HttpResponse:
    form = AssignmentForm(user=request.user)
    return _round(request, visible_round(request, code), form)


def _round(
    request: UserRequest, round: Round, form: AssignmentForm, status: int = 200
) -> HttpResponse:
    parts = progress_by_village(round, request.user.area_ids(Permission.ASSIGN))
    assignments = Assignment.objects.visible_to(request.user, Permission.ASSIGN)
    context: dict[str, Any] = {
        "round": round,
        "parts": parts,
        "total": sum(part.total for part in parts),
        "done": sum(part.done for part in parts),
        "assignments": assignments.filter(round=round)
        .select_related("officer", "area")
        .order_by("area__name", "rt", "officer__full_name"),
        "doors": given_doors(round, request.user.area_ids(Permission.ASSIGN)),
        "form": form,
        "may_close": round.closed_on is None and request.user.sees_whole_city(Permission.ASSIGN),
    }
    return render(request, "verification/round_detail.html", context, status=status)


@require_POST
@require(Permission.ASSIGN)
def round_close(request: UserRequest, code: str) -> HttpResponse:
    round = visible_round(request, code)
    try:
        rounds.close_round(round=round, by=request.user)
    except FieldworkRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Periode {round.name} ditutup.")
    return redirect(round)


@require_POST
@require(Permission.ASSIGN)
def assignment_create(request: UserRequest, code: str) -> HttpResponse:
    round = visible_round(request, code)
    form = AssignmentForm(request.POST, user=request.user)
    if not form.is_valid():
        return _round(request, round, form, status=422)
    try:
        assignment = rounds.assign(round=round, by=request.user, **form.cleaned_data)
    except FieldworkRefused as refused:
        form.add_error(refused.field or None, str(refused))
        return _round(request, round, form, status=422)
    messages.success(request, f"Ditugaskan. {assignment}.")
    return redirect(round)


@require_POST
@require(Permission.ASSIGN)
def assignment_delete(request: UserRequest, code: str, pk: int) -> HttpResponse:
    round = visible_round(request, code)
    own = Assignment.objects.filter(round=round).select_related("area", "officer", "round")
    assignment = visible_or_404(own, request.user, Permission.ASSIGN, pk=pk)
    try:
        rounds.unassign(assignment=assignment, by=request.user)
    except FieldworkRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Penugasan dicabut. {assignment}.")
    return redirect(round)


@require_POST
@require(Permission.ASSIGN)
def round_doors_delete(request: UserRequest, code: str) -> HttpResponse:
    """Takes back every single household that the officer of the form was given."""
    round = visible_round(request, code)
    form = OfficerForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, "Petugas itu tidak bertugas di wilayah Anda.")
        return redirect(round)
    officer = form.cleaned_data["officer"]
    try:
        taken = rounds.unassign_households(round=round, officer=officer, by=request.user)
    except FieldworkRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Penugasan {taken} rumah tangga dicabut dari {officer}.")
    return redirect(round)
