"""The pages of figures and of the report, by role, without JavaScript."""

from __future__ import annotations

import csv
import re
import zipfile
from io import BytesIO

import pytest

from fazhi.orgs.models import User
from fazhi.records.figures import BOOK
from fazhi.reports import actions
from fazhi.reports.models import AnnualReport, Paragraph
from fazhi.reports.tests.conftest import a_dispute, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office_page(client, office):
    client.force_login(User.objects.get(pk=office.key))
    return client


@pytest.fixture
def report(rich, office):
    return actions.draft(rich, 2023, by=office)


def acting(client, actor):
    client.force_login(User.objects.get(pk=actor.key))
    return client


def body(response):
    return response.content.decode()


def test_every_figure_has_a_page_that_opens(rich, office_page):
    for code in BOOK.figures:
        response = office_page.get(f"/figures/{code}/?year=2023")
        assert response.status_code == 200, code
        assert BOOK[code].rule.split("，")[0].split("“")[0] in body(response), code


def test_the_cards_open_their_figures(rich, office_page):
    page = body(office_page.get("/figures/?year=2023"))
    assert 'href="/figures/disputes_found/?year=2023"' in page
    assert "矛盾纠纷从排查到协议" in page
    assert "哪个村、哪类事多" in page
    assert "village=" in page


def test_the_page_of_a_figure_says_how_it_came_about(rich, office_page):
    a_dispute(rich, 60, source="群众反映")
    page = body(office_page.get("/figures/disputes_found/?year=2023"))
    for piece in (
        "口径",
        "不是网格员发现的 1条",
        "2023年1月1日至12月31日",
        "示例二村",
        "邻里纠纷",
        "共13条",
        "看数据表",
    ):
        assert piece in page
    left_out = re.search(r'href="([^"]*left_out=0[^"]*)"', page)[1].replace("&amp;", "&").partition("#")[0]
    assert "没有计入：不是网格员发现的" in body(office_page.get(left_out))


def test_a_part_of_the_breakdown_opens_its_own_list(rich, office_page):
    page = body(office_page.get("/figures/disputes_found/?year=2023&village=示例一村"))
    assert "村居：示例一村，共5条" in page


def test_a_long_list_comes_in_pages(rich, office_page):
    for number in range(100, 150):
        a_dispute(rich, number)
    page = body(office_page.get("/figures/disputes_found/?year=2023"))
    assert "再看13条" in page
    assert "甲" in body(office_page.get("/figures/disputes_found/?year=2023&page=2"))


def test_the_list_is_exported_as_it_is_shown_and_the_export_is_traced(rich, office_page):
    from openpyxl import load_workbook

    from fazhi.trace.models import TraceRecord

    response = office_page.get("/figures/village_audience/export/?year=2023")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert "示例镇2023年" in rows[0][0]
    assert rows[1][1] == "记录"
    assert [row[5] for row in rows[2:5]] == [60, 120, 180]
    assert rows[-1][0].startswith("导出人")
    assert TraceRecord.objects.filter(verb="exported").count() == 1


def taken(client, address):
    """The rows of the CSV file at that address."""
    answer = client.get(address + "&format=csv")
    assert answer.status_code == 200
    return list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))


def test_behind_a_figure_any_column_of_its_records_can_be_taken_along_and_the_dates_come_by_themselves(
    rich, office_page
):
    shown = taken(office_page, "/figures/receptions/export/?year=2023")
    assert shown[0] == ["序号", "记录", "日期", "村居", "类型", "协议日期"]
    assert len(shown) == 1 + 5
    chosen = taken(office_page, "/figures/receptions/export/?year=2023&column=phone&column=visitor&column=x")
    assert chosen[0] == ["序号", "记录", "来访人", "联系电话"]
    assert all(row[3] == "" or "*" in row[3] for row in chosen[1:])
    page = body(office_page.get("/figures/receptions/?year=2023"))
    assert 'action="/figures/receptions/export/"' in page
    assert '<input type="hidden" name="year" value="2023">' in page


def test_what_the_page_is_narrowed_to_and_what_it_leaves_out_is_what_is_taken_along(rich, office_page):
    one = taken(office_page, "/figures/disputes_found/export/?year=2023&village=示例一村")
    assert {row[3] for row in one[1:]} == {"示例一村"}
    views = "/figures/mediation_series_views/export/?year=2023"
    assert [row[5] for row in taken(office_page, views)[1:]] == ["9642", "9642"]  # and the sum
    left = taken(office_page, views + "&left_out=0")
    assert len(left) == 1 + 1
    assert office_page.get(views + "&left_out=99").status_code == 404
    different = taken(office_page, "/figures/villages_reached/export/?year=2023&export=different")
    assert different == [["不同的值", "记录（条）"], ["示例一村", "2"], ["示例二村", "1"]]
    assert taken(office_page, "/figures/disputes_found/export/?year=2023&left_out=merged") == [
        ["台账", "工作表", "行", "原因"]
    ]


@pytest.mark.parametrize("role", ["village_mediator", "grid_worker", "system_admin"])
def test_who_sees_no_figures_gets_no_page_of_them(rich, client, role):
    acting(client, person(rich, role))
    for address in (
        "/figures/",
        "/figures/disputes_found/",
        "/figures/disputes_found/export/",
        "/report/2023/",
        "/report/2023/docx/",
    ):
        assert client.get(address).status_code == 403, address


def test_a_kind_not_ones_own_gives_the_number_and_says_who_sees_the_records(rich, client):
    acting(client, person(rich, "enforcement_bureau"))
    page = body(client.get("/figures/disputes_found/?year=2023"))
    assert "网格排查矛盾纠纷：13起" in page
    assert "司法所" in page
    assert "甲1" not in page
    assert client.get("/figures/disputes_found/export/?year=2023").status_code == 404


def test_one_town_never_sees_another(rich, client):
    from fazhi.orgs.models import Town

    other = Town.objects.create(name="别的镇")
    acting(client, person(other, "justice_office"))
    assert "0起" in body(client.get("/figures/disputes_found/?year=2023"))
    actions.draft(rich, 2023, by=person(rich, "party_office"))
    assert "还没有开始" in body(client.get("/report/2023/"))
    assert client.get("/report/2023/docx/").status_code == 404


def test_a_report_is_begun_read_and_written_without_javascript(rich, office_page):
    assert "按记录起草" in body(office_page.get("/report/2023/"))
    assert office_page.post("/report/2023/begin/").status_code == 302
    page = body(office_page.get("/report/2023/?figure=receptions"))
    assert "5起 是怎么来的" in page
    assert 'class="fig on"' in page
    assert 'class="missing"' in page
    paragraph = Paragraph.objects.get(section__line="line_mediation")
    editing = body(office_page.get(f"/report/2023/?edit={paragraph.pk}"))
    assert "{接待来访、咨询、申请调解}" in editing
    told = {
        "do": "write",
        "paragraph": paragraph.pk,
        "version": 1,
        "text": "新写的，共{接待来访、咨询、申请调解}。",
    }
    office_page.post("/report/2023/edit/", told)
    paragraph.refresh_from_db()
    assert paragraph.text == "新写的，共{receptions}。"


def test_a_figure_is_put_where_the_box_stands(rich, report, office_page):
    paragraph = Paragraph.objects.get(section__line="line_mediation")
    told = {
        "do": "insert", "paragraph": paragraph.pk, "version": 1, "text": "共□，很好。", "code": "disputes_found", "manner": "余",
    }  # fmt: skip
    office_page.post("/report/2023/edit/", told)
    paragraph.refresh_from_db()
    assert paragraph.text == "共{disputes_found|余}，很好。"


def test_the_second_of_two_sees_both_texts_on_one_page(rich, report, office_page, client):
    paragraph = Paragraph.objects.get(section__line="line_mediation")
    for text, status in (("先写的话。", 302), ("后写的话。", 409)):
        told = {"do": "write", "paragraph": paragraph.pk, "version": 1, "text": text}
        response = office_page.post("/report/2023/edit/", told)
        assert response.status_code == status
    page = body(response)
    assert "先写的话。" in page
    assert "后写的话。" in page
    assert 'name="version" value="2"' in page


def test_saving_as_one_types_gives_the_time_and_the_next_version(rich, report, office_page):
    paragraph = Paragraph.objects.get(section__line="line_mediation")
    told = {"paragraph": paragraph.pk, "version": 1, "text": "正在写。"}
    response = office_page.post("/report/2023/autosave/", told)
    assert re.search(r"\d\d:\d\d 已自动保存", body(response))
    assert 'value="2"' in body(response)
    stale = office_page.post("/report/2023/autosave/", {**told, "text": "旧版本。"})
    assert stale.status_code == 409
    paragraph.refresh_from_db()
    assert paragraph.text == "正在写。"


def test_a_finding_is_mended_by_its_button(rich, report, office_page):
    paragraph = Paragraph.objects.get(section__line="line_mediation")
    told = {"do": "write", "paragraph": paragraph.pk, "version": 1, "text": "我镇的的工作。"}
    office_page.post("/report/2023/edit/", told)
    page = body(office_page.get("/report/2023/"))
    form = next(form for form in re.findall(r"<form.*?</form>", page, re.S) if "改成“的”" in form)
    fields = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form))
    office_page.post("/report/2023/edit/", fields)
    paragraph.refresh_from_db()
    assert paragraph.text == "我镇的工作。"


def test_a_leader_reads_and_approves_but_does_not_write(rich, report, client, leader, office):
    acting(client, leader)
    page = body(client.get("/report/2023/"))
    assert "改这一段" not in page
    paragraph = Paragraph.objects.get(section__line="line_mediation")
    told = {"do": "write", "paragraph": paragraph.pk, "version": 1, "text": "x"}
    assert client.post("/report/2023/edit/", told).status_code == 403
    actions.submit(rich, report.pk, by=office)
    assert "审定" in body(client.get("/report/2023/"))
    assert client.post("/report/2023/step/approve/", {"remark": "同意"}).status_code == 302
    assert AnnualReport.objects.get().status == "approved"


def test_the_whole_way_to_a_frozen_report(rich, report, client, leader, office):
    acting(client, office)
    assert "送审以后" in body(client.get("/report/2023/step/submit/"))
    client.post("/report/2023/step/submit/", {"issuer": "示例镇人民政府", "dated": "2024-01-08"})
    acting(client, leader)
    client.post("/report/2023/step/send_back/", {"remark": ""})
    assert AnnualReport.objects.get().status == "in_review"
    client.post("/report/2023/step/approve/", {})
    client.post("/report/2023/step/freeze/", {})
    assert AnnualReport.objects.get().status == "frozen"
    a_dispute(rich, 70)
    page = body(client.get("/report/2023/differences/"))
    assert "冻结时13起，现在14起" in page
    assert "13起" in body(client.get("/report/2023/?figure=disputes_found"))


def test_this_year_stands_beside_last_year(rich, report, office_page, office):
    actions.draft(rich, 2022, by=office)
    page = body(office_page.get("/report/2023/compare/"))
    assert "<ins>" in page
    assert "2022年" in page
    assert "没有去年的报告" in body(office_page.get("/report/2022/compare/"))


def test_the_report_downloads_as_docx(rich, report, office_page):
    response = office_page.get("/report/2023/docx/")
    assert "attachment" in response["Content-Disposition"]
    package = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))
    assert "排查矛盾纠纷10余起" in package.read("word/document.xml").decode()


def test_the_pages_ask_the_database_little(rich, report, office_page, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        office_page.get("/figures/disputes_found/?year=2023")
    office_page.get("/figures/?year=2023")
    with django_assert_max_num_queries(40):  # the numbers themselves were counted a moment ago
        office_page.get("/figures/?year=2023")
    office_page.get("/report/2023/")
    with django_assert_max_num_queries(40):
        office_page.get("/report/2023/")
