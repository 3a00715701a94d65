"""Background work on aid."""

from django_tasks import task

from programs.overlap import upkeep
from registry.tasks import masked_failure


@task()
@masked_failure()
def add_up_aid() -> None:
    """Figures are right without it, and slower the more has changed since it last ran."""
    upkeep.refresh()
