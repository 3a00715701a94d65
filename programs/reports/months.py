"""The month and the KK that the reports compare, as expressions of the database."""

from django.db.models import F, IntegerField, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, ExtractMonth, ExtractYear, NullIf

from registry.models import Membership


def month_in(field: str) -> Combinable:
    """The month of a day, or of a moment in the city's zone: year × 12 + month − 1."""
    month = Cast(ExtractYear(field), IntegerField()) * 12 + Cast(
        ExtractMonth(field), IntegerField()
    )
    return month - 1


def own_kk(recipient: str = "") -> Coalesce:
    """The No. KK an aid counts for: the one of its list, else of its person today; NULL unknown.

    `recipient`: the path to the recipient, such as "recipient__".
    """
    today = Membership.objects.current().filter(person=OuterRef(f"{recipient}person"))
    of_person = Subquery(today.values("kk")[:1])
    return Coalesce(NullIf(F(f"{recipient}kk"), Value("")), NullIf(of_person, Value("")))
