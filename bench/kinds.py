"""All figures of a town-year with 100,000 records of one kind, for every kind in turn.

The records are the sample town's, told over and over with other names, written without trace or search: figures read
neither, and eighteen imports would take an hour. Kinds that the sample town has none of are made up.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from measuring import Line, as_list, best, call, repeated, say, spent
from towns import SAMPLE_TOWN, Towns

SECONDS = 1.0
FLOOR = "one full count over the table for each figure of the kind"
YEAR = 2023
MADE_UP: dict[str, list[dict[str, Any]]] = {
    "exam_result": [
        {"exam_name": "示例考试", "held_on": date(YEAR, 3, 20), "office": "示例所", "score": "90", "outcome": outcome}
        for outcome in ("合格", "合格", "不合格", "缺考")
    ],
    "shortcoming": [
        {"noted_on": date(YEAR, 12, 1), "year": YEAR, "text": "示例不足", "cause": "示例原因", "measure": measure}
        for measure in ("示例措施", None)
    ],
    "next_year_task": [
        {"noted_on": date(YEAR, 12, 1), "year": YEAR, "text": "示例任务", "due_on": date(YEAR + 1, 6, 30), "status": status}
        for status in ("未开始", "进行中", "已完成")
    ],
}  # fmt: skip
# {kind: {column that must differ: records that share a value}}; what groups records has many, but fewer than records.
DIFFERENT = {
    "contract_review": {"contract": 2}, "agenda_item": {"meeting": 8}, "file_review": {"case_number": 1, "round": 500},
    "views": {"episode": 3}, "penalty": {"number": 1}, "litigation": {"number": 1}, "licence": {"holder": 1},
    "exam_result": {"person": 1}, "law_exam": {"name": 1}, "reception": {"visitor": 1}, "study_session": {"topic": 3},
    "normative_review": {"title": 1}, "decision": {"title": 1}, "group_member": {"name": 1},
    "shortcoming": {"text": 1}, "next_year_task": {"text": 1},
}  # fmt: skip


def lines(towns: Towns) -> list[Line]:
    """Each kind in a town of its own."""
    folder = towns.sample()
    found = []
    for code in call("kinds", "kinds", folder):
        say(f"{towns.rows:,} records of {code}")
        call("kinds", "fill", folder, code=code, rows=towns.rows)
        told = call("kinds", "measure", folder, code=code)
        measured = spent(told["figures"])
        found.append(
            Line(
                "figures of any kind", f"{towns.rows:,} of {code}, {told['of_kind']} figures", measured, FLOOR,
                spent(told["floor"]), f"≤ {SECONDS:.0f} s processor", measured.cpu <= SECONDS,
                note=f"{told['statements']} statements",
            )
        )  # fmt: skip
    return found


# ── In a child ──────────────────────────────────────────────────────────────────────────────────────────────────


def kinds() -> list[str]:
    """The kinds that have a ledger and records to be told over."""
    import django

    django.setup()
    from fazhi.orgs.models import Town
    from fazhi.records.kinds import ledger_kinds

    town = Town.objects.get(name=SAMPLE_TOWN)
    return [
        kind.code for kind in ledger_kinds() if kind.code in MADE_UP or kind.model.objects.seen(town).exists()
    ]


def fill(code: str, rows: int) -> int:
    """A town with so many records of the kind, unless it is there. Returns how many it has."""
    import django

    django.setup()
    from django.db import transaction

    from fazhi.orgs.actions import create_town
    from fazhi.orgs.models import Town, Village
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.records.digest import complete
    from fazhi.records.kinds import kind_of, making_for
    from fazhi.storage.bulk import insert_many

    kind = kind_of(code)
    name = f"示例{kind.name}镇"
    if Town.objects.filter(name=name).exists():
        return kind.model.objects.seen(Town.objects.get(name=name)).count()
    sample = kind.model.objects.seen(Town.objects.get(name=SAMPLE_TOWN))
    patterns = MADE_UP.get(code) or [
        kind.values(record) for record in sample.select_related(*kind.related).prefetch_related(*kind.fetched)
    ]
    town = create_town(name, code=None, by=CONSOLE)
    making, done = making_for(town.pk), 0
    while done < rows:
        with transaction.atomic():
            made: dict[Any, list[Any]] = {}
            for number in range(done, min(done + 2000, rows)):
                values = dict(patterns[number % len(patterns)])
                for field, share in DIFFERENT.get(code, {}).items():
                    # A name that says nothing: 第7期12 would still be the seventh episode.
                    values[field] = f"示例{number // share}"
                making.record_id = new_id()
                for model, some in kind.rows(values, making).items():
                    made.setdefault(model, []).extend(some)
            villages = [{"id": pk, "town_id": town.pk, "name": n} for n, pk in making.new_villages.items()]
            insert_many(Village, villages)
            for model, row in making.new_parents:
                complete({model: [row]})
                insert_many(model, [row])
            making.new_villages, making.new_parents = {}, []
            complete(made)
            for model in [
                *(m for m in made if m.__name__ == "Case"),
                *(m for m in made if m.__name__ != "Case"),
            ]:
                insert_many(model, made[model])
            done = min(done + 2000, rows)
    return done


def new_id() -> Any:
    """An id as records have them."""
    from fazhi.storage.ids import new_id as made

    return made()


def measure(code: str) -> dict[str, Any]:
    """Every figure of the town, with what is left out, counted anew each time; and the floor."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from fazhi.orgs.models import Town
    from fazhi.records.figures import BOOK, Figure
    from fazhi.records.kinds import kind_of
    from fazhi.reports.evaluation import evaluate

    kind = kind_of(code)
    town = Town.objects.get(name=f"示例{kind.name}镇")
    own = [figure for figure in BOOK if isinstance(figure, Figure) and figure.kind == code]
    with CaptureQueriesContext(connection) as asked:
        evaluate(town, YEAR)

    def counts() -> None:
        with connection.cursor() as cursor:
            for _ in own:
                # A column no index holds, so that the table itself is gone through.
                cursor.execute(f"SELECT COUNT(extra) FROM {kind.model._meta.db_table}")
                cursor.fetchone()

    slow = sorted(asked.captured_queries, key=lambda query: -float(query["time"]))[:4]
    return {
        "figures": as_list(best(repeated(lambda: evaluate(town, YEAR), 3))),
        "floor": as_list(best(repeated(counts, 3))),
        "of_kind": len(own),
        "statements": len(asked),
        "slow": [(query["time"], query["sql"][:1500]) for query in slow],
    }
