"""A small city with something in every room, in two areas: mine and somebody else's."""

import uuid
from dataclasses import dataclass
from typing import Any

from programs.actions.aid import HandPayment, enter_aid
from programs.models import Disbursement, LinkMethod, OverlapRule, Program
from registry.imports import runs
from registry.models import Area, Household, ImportRun, Person, User
from tests.factories import (
    AssignmentFactory,
    DisbursementFactory,
    RecipientFactory,
    RoundFactory,
    UserFactory,
    make_household,
    village,
)
from tests.verification.steps import visit
from verification.models import Assignment, Round

CANARY_NAME = "KENARI RAHASIA"
CANARY_ADDRESS = "JALAN KENARI TERSEMBUNYI"


@dataclass
class World:
    """`own` things lie in Kel. Jawa (Kec. Samarinda Ulu), `other` ones in Kel. Bukuan (Palaran)."""

    users: dict[str, User]
    own: dict[str, Any]
    other: dict[str, Any]


def make_world(csv_folder: Any) -> World:
    mine, theirs = village("Jawa"), village("Bukuan")
    users = {
        "petugas": UserFactory(role="petugas", area=mine),
        "penyelia": UserFactory(role="penyelia", area=mine.parent),
        "analis": UserFactory(role="analis"),
        "admin": UserFactory(role="admin"),
    }
    round = RoundFactory(code="uji")
    run = _run(csv_folder, users["admin"])
    outside = RecipientFactory(program=Program.objects.get(code="SMD-SEMBAKO-2021"))
    rule = OverlapRule.objects.earliest("pk")
    linked = RecipientFactory(household=make_household(area=mine), link_method=LinkMethod.NAME)
    shared = {"round": round, "run": run, "outside": outside, "rule": rule, "linked": linked}
    own = _things(mine, round, users["petugas"], UserFactory(role="petugas", area=mine))
    other_officer = UserFactory(role="petugas", area=theirs)
    other = _things(theirs, round, other_officer, UserFactory(role="petugas", area=theirs))
    own["entered"] = _entered(own["household"], users["admin"])
    _make_canary(other["household"])
    return World(users, {**shared, **own}, other)


def _things(area: Area, round: Round, officer: User, colleague: User) -> dict[str, Any]:
    household = make_household(members=3, area=area)
    DisbursementFactory(
        recipient=RecipientFactory(
            household=household, program=Program.objects.get(code="BPNT"), person=household.head
        )
    )
    assignment: Assignment = AssignmentFactory(round=round, area=area, officer=officer)
    visited = visit(make_household(area=area), by=officer, round=round)
    reported = visit(
        make_household(area=area),
        "pindah_keluar",
        by=colleague,
        round=round,
        destination_text="Bontang",
    )
    return {
        "area": area,
        "household": household,
        "person": household.head,
        "assignment": assignment,
        "visit": visited,
        "report": reported,
    }


def _entered(household: Household, by: User) -> Disbursement:
    """A payment that somebody wrote down by hand."""
    member = household.memberships.get(person=household.head)
    entry = HandPayment(
        program=Program.objects.get(code="PBI-JK"),
        member=member,
        months=(2021 * 12, 2021 * 12),
        amount=None,
        status="disalurkan",
        basis="Kuitansi uji",
    )
    return enter_aid(household=household, entry=entry, by=by, seen_version=household.version)


def _make_canary(household: Household) -> None:
    Household.objects.filter(pk=household.pk).update(address=CANARY_ADDRESS)
    Person.objects.filter(pk=household.head_id).update(name=CANARY_NAME, name_key=CANARY_NAME)


def _run(folder: Any, by: User) -> ImportRun:
    path = folder / "penerima.csv"
    path.write_text("NIK;NAMA\n6472031205780001;SITI AMINAH\n123;RUSAK\n", encoding="utf-8")
    run = runs.receive(
        path=path, name=path.name, kind="recipients", options={"program": "BPNT"}, by=by
    )
    runs.read(run)
    return run


def missing() -> dict[str, Any]:
    """Keys of things that do not exist."""
    return {"public_id": uuid.uuid4(), "pk": 999_999_999, "code": "tidak-ada"}


__all__ = ["CANARY_ADDRESS", "CANARY_NAME", "World", "make_world", "missing"]
