"""Takes a run back in two steps: all is read and prepared first, then written in one short lock.

As an apply does (docs/decisions/0010-short-write-lock.md). Reading and judging takes a third of
an undo of new households and most of any other; officers work on meanwhile. What they do leaves
an audit event or a row that points at something, and its unit stays; what neither tells of shows
by its version or its value, and the run is scanned anew. Foreign keys see the rest at the commit.
"""

from django.utils import timezone

from registry.imports.applying.prepared import APART, WORDS_OF_LISTS, Prepared
from registry.imports.applying.two_steps import FILES, Mark, Overtaken
from registry.imports.undoing.plans import units_left
from registry.imports.undoing.scan import is_otherwise, look_again, scan
from registry.imports.undoing.work import has_version
from registry.imports.undoing.writing import delete_made, put_back
from registry.models import ImportRun, RunState


class Preparation:
    """What one undo will write: `prepare`, `look_again` as often as need be, `write`, `close`."""

    def __init__(self, run: ImportRun) -> None:
        self._prepared = Prepared()
        self._seen = Mark.now()
        self.work = scan(run, units_left(run) if run.state == RunState.UNDONE else None)
        ImportRun.objects.filter(pk=run.pk).update(heartbeat=timezone.now())

    def close(self) -> None:
        self._prepared.close()

    def prepare(self) -> None:
        """Table by table: what goes makes room for what comes back."""
        with self._prepared.keep(APART):
            for target in self.work.targets:
                delete_made(self.work, target)
                put_back(self.work, [target])

    def look_again(self) -> bool:
        """Leaves what somebody acted on since the last look; whether it is another plan now.

        Raises Overtaken.
        """
        seen, self._seen = self._seen, Mark.now()
        acts = seen.acts_since(())
        if any(verb in FILES for _, verb, _, _ in acts):
            raise Overtaken
        stays = look_again(self.work, [(household, person) for _, _, household, person in acts])
        for model, keys in self.work.records_of(stays).items() if stays else ():
            self._prepared.leave(model, keys)
        if self._prepared.slices_outdated() or self._is_otherwise():
            raise Overtaken
        return bool(stays)

    def _is_otherwise(self) -> bool:
        """What has no version. Words of lists are changed by files alone."""
        plain = (model for model in self.work.changed if not has_version(model))
        return any(is_otherwise(self.work, one) for one in plain if one not in WORDS_OF_LISTS)

    def write(self) -> None:
        """In the caller's transaction, after a last look in it."""
        self._prepared.write()
