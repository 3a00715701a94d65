"""Recipients of whom an officer has to say who they are in the register."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansos.lib.pagination import PARAMETER, keyset_page
from programs.actions.links import (
    CAN_BE_TAKEN_BACK,
    VERBS,
    LinkRefused,
    NoHousehold,
    leave_out,
    link_recipient,
    subject_of,
    unlink,
)
from programs.link_forms import DecisionForm, LookForForm, QueueFilter, UnlinkForm
from programs.linking import candidates_of, wanted_of
from programs.linking.comparison import compared, held_against
from programs.models import LinkMethod, LinkState, Recipient
from programs.models.aid import RecipientQuerySet
from programs.views.searched import to_results, typed_name, was_searched
from registry.access import UserRequest, require, visible_or_404
from registry.actions.households import Stale
from registry.history import Entry, entry_of_event
from registry.models import AuditEvent, Person
from registry.roles import Permission
from registry.search import NAME_ORDER, by_name

ORDER = ["name_key", "id"]
# People whom an officer looks for beside the candidates.
MOST_FOUND = 10
NOTHING_CHOSEN = "Pilihan tidak terbaca; tidak ada yang diubah. Pilih sekali lagi di bawah ini."
CHANGED = "Sudah berubah sejak halaman Anda dibuka. Yang berlaku tertulis di bawah."


def _recipients(request: UserRequest) -> RecipientQuerySet:
    related = ("program", "area", "row__run", "household__head", "household__area")
    return Recipient.objects.visible_to(request.user, Permission.LINK).select_related(*related)


def _waiting(request: UserRequest) -> RecipientQuerySet:
    return _recipients(request).waiting()


@require_safe
@require(Permission.LINK)
def link_queue(request: UserRequest) -> HttpResponse:
    """Who waits, by name; every row leads to its candidates."""
    form = QueueFilter(request.GET, user=request.user)
    found = form.narrow(_waiting(request)) if form.is_valid() else Recipient.objects.none()
    page = keyset_page(found, fields=ORDER, cursor=request.GET.get(PARAMETER))
    filtered = form.is_valid() and form.is_narrow
    context = {
        "form": form,
        "filtered": filtered,
        "page": page,
        "total": found.count(),
        "programs": [] if filtered else _counts(found),
    }
    return render(request, "programs/link_queue.html", context)


def _counts(waiting: RecipientQuerySet) -> list[tuple[str, int]]:
    """How many wait of each programme, by its code."""
    counted = waiting.order_by().values("program__code").annotate(n=Count("pk"))
    return list(counted.order_by("-n", "program__code").values_list("program__code", "n"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LINK)
def link_choose(request: UserRequest, pk: int) -> HttpResponse:
    """One recipient beside everybody of the register whom the list may mean.

    POST looks for somebody else by name.
    """
    recipient = visible_or_404(_recipients(request), request.user, pk=pk)
    if request.method != "POST":
        return _choices(request, recipient)
    form = LookForForm(request.POST)
    if form.is_valid():
        return to_results(request, form.cleaned_data["q"])
    return _choices(request, recipient, form=form, status=422)


def _choices(
    request: UserRequest,
    recipient: Recipient,
    *,
    trouble: str = "",
    overtaken: Entry | None = None,
    form: LookForForm | None = None,
    status: int = 200,
) -> HttpResponse:
    form, found = form or _looked_for(request), []
    if form.is_bound and form.is_valid():
        people = by_name(request.user, form.cleaned_data["q"]).order_by(*NAME_ORDER)
        found = held_against(recipient, people[:MOST_FOUND])
    is_linked = recipient.link_state == LinkState.LINKED
    context = {
        "recipient": recipient,
        "is_linked": is_linked,
        "can_be_taken_back": recipient.link_method in CAN_BE_TAKEN_BACK,
        "candidates": [] if is_linked else compared(recipient, candidates_of(wanted_of(recipient))),
        "found": found,
        "form": form,
        "trouble": trouble,
        "overtaken": overtaken,
        "payments": recipient.disbursements.order_by("first_month", "id"),
    }
    return render(request, "programs/link_choose.html", context, status=status)


def _looked_for(request: UserRequest) -> LookForForm:
    name = typed_name(request)
    return LookForForm({"q": name} if was_searched(request, name) else None, initial={"q": name})


@require_POST
@require(Permission.LINK)
def link_make(request: UserRequest, pk: int) -> HttpResponse:
    """ "Hubungkan": the chosen person is meant."""
    recipient = visible_or_404(_recipients(request), request.user, pk=pk)
    form = DecisionForm(request.POST)
    if not (form.is_valid() and form.cleaned_data["person"]):
        return _choices(request, recipient, trouble=NOTHING_CHOSEN, status=422)
    chosen, people = form.cleaned_data, Person.objects.all()
    person = visible_or_404(people, request.user, Permission.LINK, public_id=chosen["person"])
    seen = {"by": request.user, "seen_version": chosen["seen_version"]}
    try:
        link_recipient(recipient=recipient, person=person, **seen)
    except Stale:
        return _overtaken(request, recipient)
    except NoHousehold as refused:
        return _choices(request, recipient, trouble=str(refused), status=409)
    messages.success(request, f"{recipient.name} dihubungkan dengan {person.name}.")
    return _next(request, recipient)


@require_POST
@require(Permission.LINK)
def link_none(request: UserRequest, pk: int) -> HttpResponse:
    """ "Tidak satu pun": nobody of the register is meant."""
    recipient = visible_or_404(_recipients(request), request.user, pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _choices(request, recipient, trouble=NOTHING_CHOSEN, status=422)
    seen = form.cleaned_data["seen_version"]
    try:
        leave_out(recipient=recipient, by=request.user, seen_version=seen)
    except Stale:
        return _overtaken(request, recipient)
    messages.success(request, f"{recipient.name} dicatat di luar register.")
    return _next(request, recipient)


def _next(request: UserRequest, recipient: Recipient) -> HttpResponse:
    """The next one who waits, so that a queue is worked through without going back and forth."""
    waiting = _waiting(request).order_by(*ORDER)
    namesake = Q(name_key=recipient.name_key, pk__gt=recipient.pk)
    after = waiting.filter(Q(name_key__gt=recipient.name_key) | namesake).first() or waiting.first()
    return redirect("link_choose", pk=after.pk) if after else redirect("link_queue")


def _overtaken(request: UserRequest, recipient: Recipient) -> HttpResponse:
    """Somebody was faster: whose decision stands is shown, nothing is written."""
    recipient = visible_or_404(_recipients(request), request.user, pk=recipient.pk)
    decision = _last_decision(recipient)
    return _choices(request, recipient, trouble=CHANGED, overtaken=decision, status=409)


def _last_decision(recipient: Recipient) -> Entry | None:
    """None where a file linked him, or an act of before subjects told namesakes apart."""
    if recipient.link_method != LinkMethod.HAND:
        return None
    events = AuditEvent.objects.filter(verb__in=VERBS, subject__startswith=subject_of(recipient))
    event = events.select_related("actor", "person").order_by("-pk").first()
    return entry_of_event(event) if event else None


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LINK)
def link_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Asks why, then takes the link back: the recipient waits again."""
    recipient = visible_or_404(_recipients(request), request.user, pk=pk)
    if recipient.link_method not in CAN_BE_TAKEN_BACK or recipient.household is None:
        return redirect("link_choose", pk=recipient.pk)
    initial = {"seen_version": recipient.version}
    form = UnlinkForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            unlink(
                recipient=recipient,
                by=request.user,
                seen_version=chosen["seen_version"],
                reason=chosen["alasan"],
            )
        except Stale:
            return _overtaken(request, recipient)
        except LinkRefused as refused:
            form.add_error(None, str(refused))
        else:
            words = f"Hubungan {recipient.name} dilepas; ia menunggu dipilih lagi."
            messages.success(request, words)
            return redirect("link_choose", pk=recipient.pk)
    context = {"recipient": recipient, "form": form}
    return render(request, "programs/link_undo.html", context, status=422 if form.is_bound else 200)
