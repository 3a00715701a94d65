"""Files that are applied and taken back, and every table that they may write into."""

from programs.models import Disbursement, Recipient
from registry.imports.undoing import undo
from registry.models import Delivery, Release
from tests.registry.imports.lists import HEAD, REGISTER, apply, everything, write_list

TABLES = [*REGISTER, Release, Delivery, Recipient, Disbursement]
OTHER = {
    **HEAD,
    "ID DTKS": "6472030000000002",
    "NOKK": "6472030101800002",
    "NIK": "6472035501700003",
    "NAMA": "HALIMAH",
}
APRIL = {"program": "BPNT", "period": "2021-04"}


def city():
    """Every table a file may write into. Versions only move on: they are locks, not data."""
    return {
        name: [{k: v for k, v in row.items() if k != "version"} for row in rows]
        for name, rows in everything(TABLES).items()
    }


def dtks(folder, *rows, name="a.csv", options=None):
    return apply(write_list(folder / name, rows), "dtks", options)


def aid(folder, *rows, kind="disbursements", options=APRIL, name="p.csv"):
    return apply(write_list(folder / name, rows, list(rows[0])), kind, options)


def take_back(run):
    return undo.undo(run, None)


def left(found):
    return {each.reason: each.count for each in found.left}
