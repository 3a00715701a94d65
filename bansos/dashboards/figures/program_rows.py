"""The rows of a file behind the numbers of one programme: its entries, and their payments."""

from collections.abc import Iterator
from typing import Any

from bansos.dashboards.figures.recipient_cells import FROM, WHO, WholeNumbers, source, who
from bansos.lib.dates import period_words
from programs.models import Recipient
from programs.models.aid import DisbursementQuerySet, RecipientQuerySet
from registry.identifiers import mask_digits

CHUNK = 2_000
ENTRY_HEADERS = [*WHO, "RUMAH TANGGA", *FROM]
PAYMENT_HEADERS = [
    *(*WHO, "RUMAH TANGGA", "BULAN", "TAHAP", "NOMINAL", "KEADAAN", "KETERANGAN BERKAS"),
    *FROM,
]
# The order of the lists; a cursor of these may stand in an address.
WALK_ENTRIES = ("name_key", "id")
WALK_PAYMENTS = ("first_month", "id")
_JOINS = ("program", "area__parent", "household__area__parent", "household__head")


def entry_cells(entries: RecipientQuerySet, whole: WholeNumbers) -> Iterator[list[Any]]:
    found = entries.select_related(*_JOINS, "row__run").defer("row__raw")
    for entry in found.order_by(*WALK_ENTRIES).iterator(chunk_size=CHUNK):
        yield [*who(entry, whole), _household(entry), *source(entry.row)]


def payment_cells(payments: DisbursementQuerySet, whole: WholeNumbers) -> Iterator[list[Any]]:
    joins = (f"recipient__{name}" for name in _JOINS)
    found = payments.select_related(*joins, "row__run").defer("row__raw")
    for payment in found.order_by(*WALK_PAYMENTS).iterator(chunk_size=CHUNK):
        yield [
            *who(payment.recipient, whole),
            _household(payment.recipient),
            *(period_words(*payment.months), payment.stage, payment.amount),
            *(payment.get_status_display(), mask_digits(payment.raw_status)),
            *source(payment.row),
        ]


def _household(recipient: Recipient) -> str:
    """Whose it is, as its page names it, or why there is none."""
    household = recipient.household
    return household.head_name if household else recipient.get_link_state_display()
