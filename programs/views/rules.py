"""Which programmes may be received together: read by many, decided by the city's admins."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansos.lib.dates import month_of
from programs.actions.rules import RuleRefused, add_rule, change_rule, end_rule
from programs.models import OverlapRule
from programs.rule_effect import effect_since, effect_token
from programs.rule_forms import RuleChangeForm, RuleEndForm, RuleForm, chosen_pair
from programs.tasks import add_up_aid
from registry.access import UserRequest, require
from registry.actions.households import Stale
from registry.history import entry_of_event
from registry.models import AuditEvent
from registry.roles import Permission

EFFECT = "akibat"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def rule_list(request: UserRequest) -> HttpResponse:
    """All rules, those that hold this month first; after a change also what it did."""
    # What names a programme first; the databases differ in where they put those that do not.
    rules = sorted(
        OverlapRule.objects.with_sides(),
        key=lambda rule: (rule.first is None, rule.first_side, rule.second_side, rule.pk),
    )
    month = month_of(timezone.localdate())
    context = {
        "groups": [
            ("berlaku", "Berlaku bulan ini", [r for r in rules if r.holds_in(month)]),
            ("nanti", "Mulai nanti", [r for r in rules if r.begins_after(month)]),
            ("berakhir", "Sudah berakhir", [r for r in rules if r.ended_before(month)]),
        ],
        "effect": effect_since(request.GET.get(EFFECT, ""), request.user),
        "may_change": request.user.sees_whole_city(Permission.ADMINISTER),
    }
    return render(request, "programs/rule_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ADMINISTER)
def rule_create(request: UserRequest) -> HttpResponse:
    """A decision on a pair; the address may propose which."""
    if request.method != "POST":
        form = RuleForm(initial=chosen_pair(request.GET))
        return render(request, "programs/rule_create.html", {"form": form})
    form = RuleForm(request.POST)
    if form.is_valid():
        before = effect_token(request.user)
        try:
            rule = add_rule(terms=form.terms, by=request.user)
            return _changed(request, before, f"Aturan {rule} ditambahkan.")
        except RuleRefused as refused:
            form.add_error(refused.field or None, str(refused))
    return render(request, "programs/rule_create.html", {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ADMINISTER)
def rule_change(request: UserRequest, pk: int) -> HttpResponse:
    """A rule to be corrected or ended, with its history."""
    rule = get_object_or_404(OverlapRule.objects.with_sides(), pk=pk)
    if request.method != "POST":
        return _rule_page(request, rule)
    form = RuleChangeForm(request.POST, rule=rule)
    if form.is_valid():
        before = effect_token(request.user)
        try:
            rule = change_rule(rule=rule, terms=form.terms, by=request.user, **form.why)
            return _changed(request, before, f"Aturan {rule} diperbaiki.")
        except RuleRefused as refused:
            form.add_error(refused.field or None, str(refused))
        except Stale:
            return _overtaken(request, rule, form=form)
    return _rule_page(request, rule, form=form, status=422)


@require_POST
@require(Permission.ADMINISTER)
def rule_end(request: UserRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(OverlapRule.objects.with_sides(), pk=pk)
    form = RuleEndForm(request.POST, rule=rule)
    if form.is_valid():
        before, on = effect_token(request.user), form.cleaned_data["on"]
        try:
            rule = end_rule(rule=rule, on=on, by=request.user, **form.why)
            return _changed(request, before, f"Aturan {rule.pair} diakhiri.")
        except RuleRefused as refused:
            form.add_error(refused.field or None, str(refused))
        except Stale:
            return _overtaken(request, rule, end_form=form)
    return _rule_page(request, rule, end_form=form, status=422)


def _changed(request: UserRequest, before: str, words: str) -> HttpResponse:
    """Figures are right at once; adding them up anew makes them quick again."""
    add_up_aid.enqueue()
    messages.success(request, words)
    return redirect(f"{reverse('rule_list')}?{urlencode({EFFECT: before})}")


def _overtaken(
    request: UserRequest,
    rule: OverlapRule,
    form: RuleChangeForm | None = None,
    end_form: RuleEndForm | None = None,
) -> HttpResponse:
    """Somebody was faster: what stands is shown, what was typed is kept, nothing is written."""
    rule.refresh_from_db()
    typed = request.POST.copy()
    typed["seen_version"] = str(rule.version)
    for bound in filter(None, (form, end_form)):
        bound.data = typed
    return _rule_page(request, rule, form=form, end_form=end_form, status=409)


def _rule_page(
    request: UserRequest,
    rule: OverlapRule,
    form: RuleChangeForm | None = None,
    end_form: RuleEndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    events = AuditEvent.objects.visible_to(request.user).filter(subject__startswith=rule.subject)
    entries = [entry_of_event(event) for event in events.select_related("actor", "person")]
    context = {
        "rule": rule,
        "form": form or RuleChangeForm(rule=rule),
        "end_form": end_form or RuleEndForm(rule=rule),
        "failed": form or end_form,
        "overtaken": status == 409,
        "entries": entries,
    }
    return render(request, "programs/rule_change.html", context, status=status)
