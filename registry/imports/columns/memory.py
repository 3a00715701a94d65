"""Which column was which in files of one shape: what somebody told once is not asked again.

The shape is the kind and the header words in their order, without what offices vary in writing.
"""

import hashlib
from collections.abc import Sequence

from registry.imports.columns.mapping import RAW_ONLY, position_of
from registry.imports.words import key_of
from registry.models import ColumnMemory, ImportRun, RunState


def shape_of(kind: str, headers: Sequence[str]) -> str:
    words = "\x1f".join([kind, *(key_of(header) for header in headers)])
    return hashlib.sha256(words.encode()).hexdigest()


def memory_of(kind: str, headers: Sequence[str]) -> ColumnMemory | None:
    """What stands remembered; what an import said that was taken back since does not."""
    memories = ColumnMemory.objects.filter(kind=kind, shape=shape_of(kind, headers))
    return memories.exclude(run__state=RunState.UNDONE).select_related("run").first()


def remembered(kind: str, headers: Sequence[str]) -> dict[str, str]:
    """{header of this file: field, or "" where it is kept raw only}"""
    memory = memory_of(kind, headers)
    if memory is None:
        return {}
    by_key = {key_of(header): field for header, field in memory.mapping.items()}
    return {
        header: memory.mapping.get(header, by_key.get(key_of(header)))
        for header in headers
        if header in memory.mapping or key_of(header) in by_key
    }


def remembered_words(kind: str) -> set[str]:
    """Header words that somebody mapped: they help to find the header of such a file."""
    memories = ColumnMemory.objects.filter(kind=kind).exclude(run__state=RunState.UNDONE)
    found = memories.values_list("mapping", flat=True)
    return {header for mapping in found for header, field in mapping.items() if field}


def remember(run: ImportRun) -> None:
    """Keeps what the sender told of this run's columns; the newest word replaces older ones.

    A correction file was told nothing: it follows the run that it corrects.
    """
    told = run.options.get("map")
    if not told or run.corrects_id is not None:
        return
    mapping = {
        run.headers[position_of(header, run.headers)]: "" if field in RAW_ONLY else field
        for header, field in told.items()
    }
    ColumnMemory.objects.update_or_create(
        kind=run.kind,
        shape=shape_of(run.kind, run.headers),
        defaults={"mapping": mapping, "run": run},
    )
