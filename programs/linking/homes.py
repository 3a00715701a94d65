"""Where aid belongs: the household a person lives in, or the one that was kept in its place."""

from django.db.models.functions import Coalesce


def home_of(household: str) -> Coalesce:
    """The household at the end of that path; of a duplicate the one it was merged into.

    The kept one may have turned out a duplicate itself: two steps, not a chain without end.
    """
    kept = f"{household}__merged_into"
    return Coalesce(f"{kept}__merged_into", kept, household)
