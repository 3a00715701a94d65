"""Planned recipients and payments as rows."""

from programs.models import Disbursement, LinkMethod, LinkState, Recipient
from programs.models.aid import recipient_key
from registry.matching.names import name_key, sound_key
from verification.demo.aid import CALENDAR
from verification.demo.batches import Batches
from verification.demo.documents import channel_of, payment_cells, payment_documents
from verification.demo.papers import Papers
from verification.demo.plan import AidPlan

METHODS = {"nik": LinkMethod.NIK, "kk": LinkMethod.KK, "nama": LinkMethod.NAME}


class AidRows:
    """A list's payment makes its recipient; the first payment's row is his origin."""

    def __init__(
        self, batches: Batches, papers: Papers, areas: dict[str, int], programs: dict[str, int]
    ) -> None:
        self.batches = batches
        self.papers = papers
        self.areas = areas
        self.programs = programs
        self.documents = {(code, batch): document for code, batch, document in payment_documents()}
        self._batch_of = {
            (code, batch[0]): number
            for code, batches_of in CALENDAR.items()
            for number, batch in enumerate(batches_of)
        }

    def write(self, aid: AidPlan, household: int | None, first_person: int) -> None:
        rows = [self._staged(aid, number) for number in range(len(aid.payments))]
        recipient = self.batches.add(
            Recipient,
            program_id=self.programs[aid.program],
            key=self._key(aid),
            nik=aid.nik,
            kk=aid.kk,
            name=aid.name,
            name_key=name_key(aid.name),
            sound_key=sound_key(name_key(aid.name)),
            address=aid.address,
            area_id=self.areas[aid.village.code] if aid.village else None,
            area_text=aid.village.name.upper() if aid.village else "",
            household_id=household if aid.linked_by else None,
            person_id=None if aid.person is None else first_person + aid.person,
            link_method=METHODS.get(aid.linked_by, LinkMethod.NONE),
            link_state=_state(aid),
            row_id=rows[0],
        )
        for payment, row in zip(aid.payments, rows, strict=True):
            self.batches.add(
                Disbursement,
                recipient_id=recipient,
                first_month=payment.first,
                last_month=payment.last,
                stage=payment.stage,
                amount=payment.amount,
                status=payment.status,
                raw_status=payment.raw_status,
                paid_on=payment.paid_on,
                channel=channel_of(aid.program),
                row_id=row,
            )

    def _key(self, aid: AidPlan) -> str:
        place = self.areas[aid.village.code] if aid.village else None
        return recipient_key(nik=aid.nik, kk=aid.kk, name_key=name_key(aid.name), place=place)

    def _staged(self, aid: AidPlan, number: int) -> int:
        payment = aid.payments[number]
        document = self.documents[aid.program, self._batch_of[aid.program, payment.first]]
        cells = payment_cells(self.papers.next_number(document), aid, payment)
        return self.papers.row(document, cells, linked=bool(aid.linked_by))


def _state(aid: AidPlan) -> str:
    if aid.linked_by:
        return LinkState.LINKED
    return LinkState.AMBIGUOUS if aid.ambiguous else LinkState.OUTSIDE
