"""manage.py recover_imports: what a worker does before it takes new work."""

from typing import Any

from django.core.management.base import BaseCommand

from registry.tasks import follow_up, requeue_at_start


class Command(BaseCommand):
    help = "Hands on imports whose worker died: they start again or are finished."

    def handle(self, *args: Any, **options: Any) -> None:
        count = requeue_at_start()
        follow_up()
        if count:
            self.stdout.write(f"{count} impor dilanjutkan.")
