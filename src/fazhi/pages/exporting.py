"""Lists of records as files, and ledgers as the office keeps them: 100,000 rows never stand in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any

from fazhi.pages.list_files import ListFile, Offered, RecordRow, always, column_of, taken_by, told, width_of
from fazhi.pages.showing import excel_heading, excel_value, mark_of, number_of, title_of, unit_of
from fazhi.pages.views.groups import held_kinds, numbers_held
from fazhi.pages.views.repeats import marks_of_repeats
from fazhi.pages.views.stages import has_live, standing
from fazhi.pages.workbook import Sheet, write
from fazhi.records.columns import Shape
from fazhi.records.kinds import RecordKind
from fazhi.records.long_reading import read

if TYPE_CHECKING:
    from fazhi.pages.views.listing import Listing

CHUNK = 500


@dataclass
class _Row(RecordRow):
    """A record with what its list says of it."""

    standing: Sequence[Any]  # 办到哪里, 期限, 到期日, where anything in the list is live
    held: Sequence[int]  # of each kind it groups, how many
    mark: str


def on_screen(listing: Listing) -> ListFile:
    """The list as its page shows it, all pages of it, with all dates; other columns of the kind may be chosen."""
    kind = listing.kind
    counted = [other for _, other in held_kinds(kind, listing.town, listing.actor)]
    live = has_live(kind, listing.rows)

    def rows() -> Iterator[_Row]:
        for some in _chunks(listing):
            repeated = marks_of_repeats(kind, listing.town, listing.actor, some, hidden=listing.hidden)
            held = numbers_held(kind, listing.town, listing.actor, some, hidden=listing.hidden)
            for record in some:
                yield _Row(
                    kind, record, _standing(kind, record) if live else (),
                    [numbers.get(record.pk, 0) for _, numbers in held], mark_of(kind, record, repeated)[1],
                )  # fmt: skip

    columns = [
        always("事项", lambda row: title_of(kind, row.record), 36),
        *([always("编号", lambda row: number_of(row.record))] if kind.is_case else []),
        *(always(name, _at("standing", place), width) for place, (name, width) in enumerate(STANDING if live else ())),
        *to_choose(listing),
        *(
            always(f"{other.name}（{unit_of(other)}）", _at("held", place))
            for place, other in enumerate(counted)
        ),
        always("提示", attrgetter("mark"), 10),
    ]  # fmt: skip
    return ListFile(
        name=file_name(listing), title=f"{kind.name}（{listing.sentence}）", sheet=kind.name, columns=columns,
        rows=rows, kind=kind.code, change={"what": listing.sentence, "layout": "screen"},
    )  # fmt: skip


def to_choose(listing: Listing) -> list[Offered]:
    """The columns of the kind: those on the screen and all dates ticked."""
    shown = {column.field for column in listing.columns}
    return [
        column_of(column, shown=column.field in shown or column.shape is Shape.DATE)
        for column in listing.kind.columns
    ]


STANDING = (("办到哪里", 16), ("期限", 14), ("到期日", 12))


def _at(name: str, place: int) -> Callable[[Any], Any]:
    return lambda row: getattr(row, name)[place]


def _standing(kind: RecordKind, record: Any) -> list[Any]:
    """Where a live case stands, the words of its light, and the day of its nearest deadline."""
    where, light = standing(kind, record)
    due = record.case.due_on if light.text and not record.case.paused else None
    return [where.text, light.text, due or ""]


def office_ledger(listing: Listing) -> tuple[IO[bytes], int]:
    """The ledger as the office keeps it: title, its headings in order with 序号, a row of totals."""
    kind, columns = listing.kind, listing.kind.columns
    year = f"{listing.year}年" if listing.year else ""
    title = f"{listing.town.name}{year}{kind.layout.sheet}台账"
    sums: dict[str, int] = {
        c.field: 0 for c in columns if c.shape in (Shape.COUNT, Shape.MONEY) and not c.masked
    }

    def rows() -> Iterator[list[Any]]:
        number = 0
        for some in _chunks(listing):
            for record in some:
                number += 1
                values = kind.values(record)
                for name in sums:
                    sums[name] += values.get(name) or 0
                yield [number, *(excel_value(column, values.get(column.field)) for column in columns)]
        total = [
            excel_value(column, sums[column.field]) if column.field in sums else "" for column in columns
        ]
        # 合计 stands under 序号, the number of rows in the first column that has no sum of its own.
        free = next((at for at, column in enumerate(columns) if column.field not in sums), None)
        if free is not None:
            total[free] = f"{number}{unit_of(kind)}"
        yield ["合计", *total]

    headings, widths = ["序号", *map(excel_heading, columns)], [6, *map(width_of, columns)]
    printed = taken_by(listing.actor)
    file, written = write(Sheet(kind.layout.sheet, title, headings, widths, footer=printed), rows())
    return file, written - 1


def tell_ledger(listing: Listing, rows: int) -> None:
    """Write into the trace who took which ledger out."""
    change = {"rows": rows, "what": listing.sentence, "layout": "office"}
    told(listing.kind.code, change, actor=listing.actor, town_id=listing.town.pk)


def file_name(listing: Listing, *, in_office: bool = False) -> str:
    """合作镇2023年矛盾纠纷, without its ending."""
    year = f"{listing.year}年" if listing.year else ""
    kind = listing.kind
    return f"{listing.town.name}{year}{f'{kind.layout.sheet}台账' if in_office else kind.name}"


def _chunks(listing: Listing) -> Iterator[list[Any]]:
    return read(listing.kind, listing.ordered, chunk=CHUNK)
