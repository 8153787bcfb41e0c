"""Lists as workbooks: what is on the screen, and the ledger as the office keeps it."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from fazhi.cases.actions import open_case
from fazhi.pages.tests.towns import (
    PHONE,
    a_dispute,
    a_person,
    a_town,
    a_village,
    client_of,
    disputes,
    office,
    text_of,
)
from fazhi.records.kinds import kind_of
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
LIST, FILE = "/records/dispute/", "/records/dispute/export.xlsx"


def book(response):
    assert response.status_code == 200
    return openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))


def rows(response):
    return [list(row) for row in book(response).active.iter_rows(values_only=True)]


def text(value):
    return value.date().isoformat() if isinstance(value, datetime) else "" if value is None else str(value)


def test_the_export_is_the_screen_all_pages_of_it():
    town = a_town()
    disputes(town, 45, village="示例一村")
    disputes(town, 3, village="示例二村")
    client, me = office(town)
    village = a_village(town, "示例一村")
    query = f"?village={village.pk}"
    exported = rows(client.get(FILE + query))
    screen = [
        row for page in (1, 2, 3) for row in client.get(f"{LIST}{query}&page={page}").context["table"].rows
    ]
    headings = [heading.text for heading in client.get(LIST + query).context["table"].headings]
    assert [name.split("（")[0] for name in exported[1] if name != "编号"] == headings
    body = exported[2 : 2 + len(screen)]
    assert [[text(v) for v in row[:1] + row[2:4]] for row in body] == [
        [c.text for c in row[:3]] for row in screen
    ]
    assert len([row for row in exported[2:] if row[0] and "与" in str(row[0])]) == 45
    assert exported[0][0] == "矛盾纠纷（示例一村，2023年，共45起）"
    assert exported[-1][0].startswith(f"导出人：{me.name}")


def test_numbers_are_masked_in_every_export():
    town = a_town()
    a_dispute(town)
    client, _ = office(town)
    for layout in ("", "?layout=office"):
        cells = [text(value) for row in rows(client.get(FILE + layout)) for value in row]
        assert PHONE not in "".join(cells)
    assert "138****5678" in cells


def test_the_ledger_of_the_office_has_its_title_its_headings_in_order_and_a_row_of_totals():
    town = a_town()
    disputes(town, 3, village_attempts=4)
    client, _ = office(town)
    exported = rows(client.get(FILE + "?layout=office"))
    columns = kind_of("dispute").columns
    assert exported[0][0] == "合作镇2023年网格排查矛盾纠纷台账"
    assert exported[1] == ["序号", *[f"{c.heading}（{c.unit}）" if c.unit else c.heading for c in columns]]
    assert [row[0] for row in exported[2:]] == [1, 2, 3, "合计"]
    assert exported[2][1] == datetime(2023, 1, 3)
    assert exported[-1][1] == "3起"
    assert exported[-1][1 + [c.field for c in columns].index("village_attempts")] == 12


def test_what_looks_like_a_formula_stays_text():
    town = a_town()
    a_dispute(town, parties=["=1+1", "@SUM(A1)"], summary='=HYPERLINK("http://x")')
    client, _ = office(town)
    for layout in ("", "?layout=office"):
        for row in book(client.get(FILE + layout)).active.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
            assert all(cell.hyperlink is None for cell in row)


def test_an_export_is_told_in_the_trace():
    town = a_town()
    disputes(town, 3)
    client, me = office(town)
    rows(client.get(FILE))
    entry = TraceRecord.objects.get(verb="exported")
    assert (entry.actor, entry.kind, entry.town) == (me.key, "dispute", str(town.pk))
    assert json.loads(entry.change)["rows"] == 3


def test_an_export_holds_only_what_the_person_may_see():
    town = a_town()
    a_dispute(town, village="示例一村")
    a_dispute(town, village="示例二村", parties=["外村", "人家"])
    a_dispute(a_town("别的镇"), parties=["别镇", "人家"])
    client = client_of(a_person(town, "village_mediator", village="示例一村"))
    for layout in ("", "?layout=office"):
        cells = "".join(text(value) for row in rows(client.get(FILE + layout)) for value in row)
        assert "王五" in cells
        assert "外村" not in cells
        assert "别镇" not in cells


def test_an_empty_list_exports_as_an_empty_table():
    town = a_town()
    client, _ = office(town)
    assert rows(client.get(FILE))[1][0] == "事项"
    assert rows(client.get(FILE + "?layout=office"))[-1][0] == "合计"


def test_many_rows_are_read_in_chunks(django_assert_max_num_queries):
    from fazhi.pages import exporting

    town = a_town()
    disputes(town, 25)
    client, _ = office(town)
    client.get(LIST)
    exporting.CHUNK, kept = 10, exporting.CHUNK
    try:
        with django_assert_max_num_queries(45):
            assert len(rows(client.get(FILE))) >= 25
    finally:
        exporting.CHUNK = kept
    assert date(2023, 1, 1)


def csv_of(response):
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")  # or Excel takes it for another encoding
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


def test_other_columns_can_be_chosen_also_as_csv_and_numbers_stay_masked():
    town = a_town()
    disputes(town, 3)
    client, _ = office(town)
    choice = "?column=phone&column=grid&column=village&column=nonsense"
    wanted = ["事项", "编号", "村居", "网格", "联系电话", "提示"]
    assert rows(client.get(FILE + choice))[1] == wanted
    table = csv_of(client.get(f"{FILE}{choice}&format=csv"))
    assert table[0] == wanted
    assert len(table) == 4
    assert PHONE not in "".join(cell for row in table for cell in row)
    page = text_of(client.get(LIST))
    assert "自己选列导出" in page
    assert "导出CSV" in page


def test_what_a_spreadsheet_would_work_out_as_a_formula_is_text_in_csv():
    town = a_town()
    a_dispute(town, summary="=1+1")
    client, _ = office(town)
    [row] = csv_of(client.get(f"{FILE}?column=summary&format=csv"))[1:]
    assert "'=1+1" in row


def test_live_cases_bring_where_they_stand_and_until_when_as_on_the_screen():
    town = a_town()
    client, me = office(town)
    facts = {
        "village": "示例一村", "type": "邻里纠纷", "summary": "为水沟吵架", "parties": ["示例甲", "示例乙"],
    }  # fmt: skip
    open_case("dispute", "found", facts, town=town, by=me)
    screen = client.get(LIST).context["table"]
    exported = rows(client.get(FILE))
    assert exported[1][:5] == ["事项", "编号", "办到哪里", "期限", "到期日"]
    at = [heading.text for heading in screen.headings].index("办到哪里")
    assert exported[2][2] == screen.rows[0][at].text
    assert text(exported[2][3]) == screen.rows[0][at + 1].text
