"""Every list an office would want to take along: the same form below it, a workbook and CSV of what the page shows."""

from __future__ import annotations

import csv
import html
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from fazhi.cases.actions import take_step
from fazhi.ledgers.importing import import_ledgers
from fazhi.ledgers.tests.office import DISPUTE_HEADINGS, TODAY, ledger
from fazhi.orgs.permissions import CONSOLE
from fazhi.orgs.roles import ROLES
from fazhi.pages.words import office_today
from fazhi.reception import applications
from fazhi.reception.codes import code_for, mark_of
from fazhi.reception.models import ServiceCentre
from fazhi.reception.tests.centres import a_question, an_answer
from fazhi.site.tests.full_town import YEAR, FullTown, a_full_town
from fazhi.site.tests.test_every_address import TABLE, client_of
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db

LISTS = {
    "home", "statutes", "notices", "trace", "record_list", "upper_list", "case_trace", "repeats", "search", "my_files",
    "ledgers", "problems", "merged", "figures", "figure_page", "report_phrases", "reception_window",
    "reception_referrals", "reception_appointments", "reception_applications", "reception_published",
    "reception_satisfaction", "reception_wordings", "centre_project", "releases", "feedback_inbox", "people",
}  # fmt: skip
FORM = re.compile(r'<form class="columns" method="get" action="([^"]*)">(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'type="hidden" name="([^"]*)" value="([^"]*)"')
BOX = re.compile(r'name="column" value="([^"]*)"( checked)?> ([^<]*)<')


@pytest.fixture
def full(tmp_path: Path) -> FullTown:
    """A town with a line in every list."""
    full = a_full_town("甲镇", "jia", tmp_path, roles=tuple(ROLES))
    town, office, today = full.town, full.people["justice_office"], office_today()
    for name in ("record_list", "figure_page", "figures"):
        full.asked[name] = f"?year={YEAR}"
    full.asked["search"] = f"?q={full.secret}"
    row = (1, "2023-04-01", "示例一村", "示例戊、示例己", "邻里纠纷", 1, "村调解成功")
    twice = ledger(tmp_path / "twice.xlsx", "", DISPUTE_HEADINGS, [row, (2, *row[1:])])
    import_ledgers([twice], town=town, year=YEAR, by=CONSOLE, today=TODAY)
    mediated = {"point": "水沟", "outcome": "没调成", "why_not": "钱数谈不拢"}
    take_step("dispute", full.args["case_trace"][1], "town_mediation", mediated, town=town, by=office)
    asked = a_question(ServiceCentre.objects.get(town=town))
    applications.answer(asked.pk, "三年。", town=town, by=office, today=today)
    an_answer(asked, "借条多久有效？", "三年。", by=office)
    applications.rate(mark_of(code_for(asked.pk)), "good", "谢谢", town=town, today=today)
    return full


@pytest.fixture
def reader(full: FullTown) -> Any:
    """Who reads an address: the justice office, else the system administrator."""
    clients = {role: client_of(full.people[role].key) for role in ("justice_office", "system_admin")}
    return lambda name: clients["justice_office" if "J" in TABLE[name][0] else "system_admin"]


def forms_on(client: Client, url: str) -> list[tuple[str, dict[str, str], list[tuple[str, bool, str]]]]:
    """(address, what is sent with it, [(column, ticked, heading)]) of each list of the page."""
    page = client.get(url).content.decode()
    return [
        (
            path, {name: html.unescape(value) for name, value in HIDDEN.findall(body)},
            [(code, bool(ticked), html.unescape(heading)) for code, ticked, heading in BOX.findall(body)],
        )
        for path, body in FORM.findall(page)
    ]  # fmt: skip


def workbook(client: Client, path: str, sent: dict[str, Any]) -> list[list[Any]]:
    answer: Any = client.get(path, sent)
    assert answer.status_code == 200, (path, sent)
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def table(client: Client, path: str, sent: dict[str, Any]) -> list[list[str]]:
    answer: Any = client.get(path, {**sent, "format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))


def test_the_lists_that_can_be_taken_along_are_these(full: FullTown, reader: Any) -> None:
    found = set()
    for name, (reads, _) in TABLE.items():
        if "J" in reads or "S" in reads:
            answer = reader(name).get(full.url(name))
            if not answer.streaming and FORM.search(answer.content.decode("utf-8", "replace")):
                found.add(name)
    assert found == LISTS


def test_a_list_is_taken_along_whole_with_the_columns_one_ticks_and_the_trace_tells_of_it(
    full: FullTown, reader: Any
) -> None:
    for name in sorted(LISTS):
        for path, sent, columns in forms_on(reader(name), full.url(name)):
            ticked = [heading for _, on, heading in columns if on]
            rows = workbook(reader(name), path, sent)
            assert [heading for heading in rows[1] if heading in ticked] == ticked, name
            assert rows[-1][0].startswith("导出人："), name
            # Between title and headings above and who took it out below: as many rows as the trace says.
            told = TraceRecord.objects.filter(verb="exported").latest("at")
            number = json.loads(told.change)["rows"]
            assert number > 0, name
            assert len(rows) - 4 - number in (0, 1), f"{name}: a row of totals at most"
            code, _, heading = columns[-1]
            headings = table(reader(name), path, {**sent, "column": code})[0]
            assert heading in headings, name
            assert not set(headings) & {other for _, _, other in columns[:-1]}, name


def test_what_is_narrowed_on_the_page_is_narrowed_in_the_file(full: FullTown, reader: Any) -> None:
    client = reader("trace")
    whole = workbook(client, full.url("trace"), {"export": "list"})
    [(path, sent, _)] = forms_on(client, full.url("trace") + f"?person={full.people['grid_worker'].key}")
    theirs = workbook(client, path, sent)
    assert 4 < len(theirs) < len(whole)
    assert {row[1] for row in theirs[2:-2]} == {full.people["grid_worker"].name}
    [(path, sent, _)] = forms_on(client, full.url("problems") + "?year=2023&page=1")
    assert sent == {"export": "list", "year": "2023"}


def test_telephone_numbers_are_masked_in_what_is_taken_along(full: FullTown, reader: Any) -> None:
    for name in ("reception_applications", "reception_appointments"):
        rows = table(reader(name), full.url(name), {"export": "list", "column": "phone"})
        assert any("****" in row[0] for row in rows), name
    for name in LISTS:
        for path, sent, columns in forms_on(reader(name), full.url(name)):
            everything = {**sent, "column": [code for code, _, _ in columns]}
            assert not any(
                "19900007788" in cell for row in table(reader(name), path, everything) for cell in row
            )


def test_who_may_not_open_the_page_takes_nothing_along(full: FullTown) -> None:
    for letter, role in (("V", "village_mediator"), ("G", "grid_worker"), ("S", "system_admin")):
        client = client_of(full.people[role].key)
        for name in LISTS:
            if letter not in TABLE[name][0]:
                assert client.get(full.url(name), {"export": "list"}).status_code in (403, 404), (role, name)
