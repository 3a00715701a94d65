"""Why a file that was read in full is not applied as it is: somebody has to look first."""

from registry.identifiers import mask_digits
from registry.imports.importkinds import columns_of, kind_of
from registry.imports.refusal import FileRefused
from registry.models import ImportRun

RAW = "disimpan apa adanya"


def hold_of(run: ImportRun) -> FileRefused | None:
    """What to do before the run may be applied; None where nothing stands against it."""
    if run.effects.get("examples", {}).get("alone"):
        return FileRefused(
            "berkas_contoh",
            "Ini berkas contoh: isinya hanya baris contoh, orang dan nomornya rekaan",
            mend="Ganti baris contoh dengan baris yang sebenarnya, lalu unggah lagi",
        )
    if asked := contradicted(run):
        columns = "; ".join(
            f"“{header}” diingat sebagai {was}, judulnya berarti {said}"
            for header, was, said in asked
        )
        return FileRefused(
            "kolom_diingat",
            f"Kolom yang diingat berlawanan dengan judulnya: {columns}",
            mend="Cocokkan kolomnya sekali lagi",
        )
    return None


def contradicted(run: ImportRun) -> list[tuple[str, str, str]]:
    """(header, what it is remembered as, what it says) in the words of our columns."""
    labels = {column.field: column.label for column in columns_of(kind_of(run.kind).resource)}
    return [
        (mask_digits(header), labels.get(remembered, RAW), labels[said])
        for header, remembered, said in run.effects.get("contradictions", [])
    ]
