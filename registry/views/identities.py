"""Whole numbers of people: showing one with a reason, and the one door out of one's area."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from registry.access import UserRequest, require, visible_or_404
from registry.actions.identities import (
    DailyLimitReached,
    ask_city,
    city_questions_left,
    reveal_person,
)
from registry.forms import CityQuestionForm, ReasonForm
from registry.models import Membership, Person
from registry.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.REVEAL_IDENTITY)
def person_reveal(request: UserRequest, public_id: str) -> HttpResponse:
    """Asks for the reason; the answer to the POST is the only page that holds the numbers."""
    people = Person.objects.all()
    person = visible_or_404(people, request.user, Permission.REVEAL_IDENTITY, public_id=public_id)
    membership = Membership.objects.current().select_related("household__area").get(person=person)
    form = ReasonForm(request.POST or None)
    context = {"person": person, "household": membership.household, "form": form, "revealed": None}
    if request.method != "POST" or not form.is_valid():
        return render(request, "registry/person_reveal.html", context)
    context["revealed"] = reveal_person(
        person=person, household=membership.household, by=request.user, reason=form.reason
    )
    return render(request, "registry/person_reveal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CHECK_WHOLE_CITY)
def city_question(request: UserRequest) -> HttpResponse:
    """Answers only "terdaftar di Kel. X" or "tidak terdaftar", some times a day (promise Z2)."""
    form = CityQuestionForm(request.POST or None)
    context = {"form": form, "limit": settings.CITY_QUESTIONS_A_DAY, "asked": False, "answer": None}
    if request.method == "POST" and form.is_valid():
        try:
            context["answer"] = ask_city(
                nik=form.cleaned_data["nik"], by=request.user, reason=form.cleaned_data["alasan"]
            )
            context["asked"] = True
        except DailyLimitReached:
            form.add_error(None, "Batas pertanyaan hari ini sudah habis. Coba lagi besok.")
    context["left"] = city_questions_left(request.user)
    return render(request, "registry/city_question.html", context)
