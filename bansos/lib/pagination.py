"""Keyset pages: the next page starts after the last row seen, so page 20,000 costs as much as 2.

A page is asked for by a cursor: the sort values of the row at its edge, signed and put in the
URL. So a list may be sorted only by values that may stand in a URL (a name key, a date, the
primary key), never by a NIK, No. KK or ID DTKS. A cursor that was altered, or belongs to a list
sorted otherwise, gives the first page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, F, Field, Func, Model, QuerySet, Value

SALT = "bansos.pagination"
PAGE_SIZE = 50
PARAMETER = "halaman"

Row = TypeVar("Row")
Direction = Literal["next", "previous"]


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """One page of rows, with the cursors of its neighbours where there are any."""

    rows: list[Row]
    next_cursor: str | None
    previous_cursor: str | None

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def alone(self) -> bool:
        """Whether this page is the whole list."""
        return self.next_cursor is None and self.previous_cursor is None


def keyset_page(
    queryset: QuerySet[Any], *, fields: Sequence[str], cursor: str | None, size: int = PAGE_SIZE
) -> KeysetPage[Any]:
    """The page of `queryset` that `cursor` points to, sorted by `fields`.

    `fields` are never null, the last one is unique, and all rise or (with "-") all fall:
    the database answers `(a, b) > (x, y)` from one index range. Works on models and on
    `.values()` rows.
    """
    names, falling = _directions(fields)
    position = _read(cursor, queryset.model, names)
    backwards = position is not None and position[0] == "previous"
    descending = falling != backwards
    ordered = queryset.order_by(*(f"-{name}" if descending else name for name in names))
    if position is not None:
        ordered = ordered.filter(_beyond(queryset.model, names, position[1], descending))
    found = list(ordered[: size + 1])
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    has_next = bool(rows) and (more or backwards)
    has_previous = bool(rows) and (more if backwards else position is not None)
    return KeysetPage(
        rows=rows,
        next_cursor=_write("next", rows[-1], names) if has_next else None,
        previous_cursor=_write("previous", rows[0], names) if has_previous else None,
    )


def _directions(fields: Sequence[str]) -> tuple[list[str], bool]:
    falling = {field.startswith("-") for field in fields}
    if len(falling) != 1:
        raise ValueError(f"A keyset rises or falls in all its fields: {list(fields)}")
    return [field.removeprefix("-") for field in fields], falling.pop()


def _beyond(model: type[Model], names: list[str], values: list[Any], descending: bool) -> Func:
    """`(a, b) > (x, y)`: row values, which SQLite and PostgreSQL both compare."""
    row = "(%(expressions)s)"
    left = Func(*(F(name) for name in names), template=row)
    right = Func(
        *(
            Value(value, output_field=_field(model, name))
            for name, value in zip(names, values, strict=True)
        ),
        template=row,
    )
    return Func(
        left,
        right,
        template="%(expressions)s",
        arg_joiner=" < " if descending else " > ",
        output_field=BooleanField(),
    )


def _field(model: type[Model], name: str) -> Field[Any, Any] | None:
    """The model field behind `area__name` or `pk`, or None for an annotation."""
    owner: Any = model
    field: Any = None
    for part in name.split("__"):
        try:
            field = owner._meta.pk if part == "pk" else owner._meta.get_field(part)
        except (FieldDoesNotExist, AttributeError):
            return None
        owner = field.related_model
    return field if isinstance(field, Field) else None


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row[name]
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _write(direction: Direction, row: Any, names: list[str]) -> str:
    values = [_value(row, name) for name in names]
    plain = [_plain(value) for value in values]
    return signing.dumps([direction, names, plain], salt=SALT)


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _read(
    cursor: str | None, model: type[Model], names: list[str]
) -> tuple[Direction, list[Any]] | None:
    if not cursor:
        return None
    try:
        direction, sorted_by, plain = signing.loads(cursor, salt=SALT)
        if sorted_by != names:
            return None
        return direction, [_typed(model, *pair) for pair in zip(names, plain, strict=True)]
    except (signing.BadSignature, ValidationError, ValueError, TypeError):
        return None


def _typed(model: type[Model], name: str, plain: Any) -> Any:
    field = _field(model, name)
    return field.to_python(plain) if field and isinstance(plain, str) else plain
