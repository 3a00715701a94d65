"""Keeps a file that came in, once and unchanged, where only this process's user may read it."""

import hashlib
import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from registry.identifiers import mask_digits
from registry.imports.refusal import FileRefused
from registry.models import SourceFile, User


def keep(path: Path, name: str, by: User | None) -> SourceFile:
    """The stored file with these bytes; a second time, under whatever name, it is the same one."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    target = Path(settings.MEDIA_ROOT) / sha256[:2] / sha256
    try:
        if not target.exists():
            _copy(path, target)
    except OSError as error:
        raise FileRefused(
            "penyimpanan",
            f"Berkas tidak dapat disimpan di server ({error.strerror})",
            mend="Beri tahu pengelola, mungkin ruang simpan penuh; lalu unggah lagi",
        ) from error
    stored, _ = SourceFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "name": mask_digits(name)[:255],
            "size": path.stat().st_size,
            "path": str(target),
            "uploaded_by": by,
        },
    )
    return stored


def _copy(path: Path, target: Path) -> None:
    """Under a name of its own first: two uploads of one file must not write into each other."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, delete=False) as partial:  # mode 0600
        try:
            with path.open("rb") as source:
                shutil.copyfileobj(source, partial)
            partial.close()
            Path(partial.name).replace(target)
        except OSError:
            Path(partial.name).unlink(missing_ok=True)
            raise
