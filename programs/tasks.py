"""Background work on aid."""

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from programs.models import AidMark
from programs.overlap import upkeep
from registry.tasks import in_background

# Households that are judged afresh at each reading; a quarter of a millisecond each.
MANY_MARKS = 200


@task()
@in_background()
def add_up_aid() -> None:
    """Figures are right without it, and slower the more has changed since it last ran."""
    upkeep.refresh()


def add_up_when_due() -> None:
    """After acts of people: a round closes and moves thousands of households, one at a time."""
    if len(AidMark.objects.values_list("pk")[:MANY_MARKS]) < MANY_MARKS:
        return
    waiting = DBTaskResult.objects.ready().filter(task_path=add_up_aid.module_path)
    if not waiting.exists():
        add_up_aid.enqueue()
