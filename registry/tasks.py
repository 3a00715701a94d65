"""Background work of the register. Arguments are public ids only: no task row holds an identity."""

from django_tasks import task

from registry.imports import runs
from registry.models import ImportRun, RunState


@task()
def read_run(public_id: str) -> None:
    """Reads and previews a run; applies it where that was asked for beforehand."""
    run = ImportRun.objects.get(public_id=public_id)
    runs.read(run)
    if run.apply_at_once and run.state == RunState.PREVIEWED:
        runs.ask_apply(run=run, by=run.created_by)
        runs.apply(run)


@task()
def apply_run(public_id: str) -> None:
    runs.apply(ImportRun.objects.get(public_id=public_id))


def requeue_dead_runs() -> int:
    """For a starting worker and for whoever waits for a run; returns how many were handed on."""
    dead = runs.recover()
    for run in dead:
        job = apply_run if run.state == RunState.APPLYING else read_run
        job.enqueue(public_id=str(run.public_id))
    return len(dead)
