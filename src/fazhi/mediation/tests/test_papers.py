"""The papers of a dispute: written from facts typed once, bound into one volume, handed over whole, on the pages."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import bagit
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from PIL import Image
from pypdf import PdfReader

from fazhi.cases.actions import open_case, take_step
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.filing import attach, preview, writable, write_into
from fazhi.cases.models import Attachment
from fazhi.cases.volumes import bind_case, entries, pack_case
from fazhi.evidence.models import IssuedPaper
from fazhi.evidence.store import keep
from fazhi.mediation.subsidy import claims, files_of
from fazhi.mediation.unconfirmable import BARS
from fazhi.orgs.models import User
from fazhi.pages.words import OFFICE_TIME
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from fazhi.storage.ids import new_id
from given import a_town, somebody

pytestmark = pytest.mark.django_db

APPLIED = {
    "applicants": ["示例甲"], "respondents": ["示例乙"], "village": "示例一村", "type": "邻里纠纷", "summary": "两家为排水沟改道争执",
    "request": "请求疏通排水沟", "phone": "19900000001", "applied_to": "村调解委员会",
}  # fmt: skip
AGREED = {
    "facts": "双方都有责任", "terms": ["示例乙于2027年1月31日前付给示例甲3200元"], "amount_fen": 320000, "mode": "按约定的时间履行",
    "schedule": ["2027-01-31，示例乙，付改道款，3200"],
}  # fmt: skip


@pytest.fixture
def town():
    return a_town("示例镇")


@pytest.fixture
def mediator(town):
    return somebody(town, "village_mediator", "示例一村")


@pytest.fixture
def case(town, mediator):
    done = open_case("dispute", "applied", APPLIED, town=town, by=mediator)
    take(
        done,
        "village_mediation",
        town,
        mediator,
        point="改道的钱谁出",
        outcome="没调成",
        why_not="钱数谈不拢",
    )
    take(done, "village_mediation", town, mediator, point="改道的钱谁出", outcome="调成了")
    take(done, "agreed", town, mediator, **AGREED)
    return done


def take(case, code, town, by, **facts):
    return take_step("dispute", case.case_id, code, facts, town=town, by=by)


def in_hand(case, town, by):
    return take_in_hand(kind_of("dispute"), case.case_id, town=town, by=by, for_change=False)


def words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def written(make, draft) -> io.BytesIO:
    memory = io.BytesIO()
    make(draft, memory)
    return memory


def test_every_paper_of_the_story_can_be_written_as_word_and_pdf(town, mediator, case) -> None:
    titles = []
    for one in writable(in_hand(case, town, mediator)):
        titles.append(one.title)
        assert preview(one, town=town, form="docx")[:2] == b"PK"
        assert preview(one, town=town, form="pdf")[:4] == b"%PDF"
    assert titles == [
        "人民调解申请书", "人民调解受理登记表", "当事人权利义务告知书", "调解记录（第1次）", "调解记录（第2次）", "人民调解协议书",
        "司法确认申请书",
    ]  # fmt: skip


def test_the_agreement_says_what_the_law_asks_in_the_committees_name(town, mediator, case) -> None:
    one = next(one for one in writable(in_hand(case, town, mediator)) if one.paper == "agreement")
    text = words(preview(one, town=town, form="docx"))
    for said in (
        "示例甲",
        "示例乙",
        "示例一村人民调解委员会",
        "人民币叁仟贰佰元整",
        "双方都有责任",
        "2027年1月31日",
        "司法确认",
    ):
        assert said in text
    assert "工作室" not in text


def test_a_written_paper_stands_in_the_file_with_the_facts_it_was_made_from(town, mediator, case) -> None:
    one = next(one for one in writable(in_hand(case, town, mediator)) if one.paper == "agreement")
    write_into("dispute", case.case_id, one, town=town, by=mediator, form="docx")
    row = Attachment.objects.get(record=case.case_id)
    assert (row.paper, row.made, row.template) == ("agreement", True, "mediation_agreement@0")
    assert IssuedPaper.objects.get(subject=case.case_id).stored_file_id == row.digest
    assert [*row_faults()] == []


def test_the_catalogue_names_who_answers_for_a_paper_and_not_who_filed_it(town, mediator, case) -> None:
    office = somebody(town, "justice_office")
    take(
        case,
        "confirmation_applied",
        town,
        office,
        court="示例县人民法院",
        jointly=True,
        **{bar.field: False for bar in BARS},
    )
    for at, paper in enumerate(("identity", "confirmation_ruling", "evidence")):
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), (at, 200, 220)).save(picture, "JPEG")
        picture.seek(0)
        file = keep(picture, f"{paper}.jpg")
        attach("dispute", case.case_id, file, town=town, by=office, paper=paper, command=new_id())
    for one in writable(in_hand(case, town, office)):
        write_into("dispute", case.case_id, one, town=town, by=office)
    found = {entry.title.split("（")[0]: entry.responsible for entry in entries(in_hand(case, town, office))}
    committee = "示例一村人民调解委员会"
    assert {name: found[name] for name in ("人民调解协议书", "调解记录", "当事人权利义务告知书")} == {
        "人民调解协议书": committee, "调解记录": committee, "当事人权利义务告知书": committee,
    }  # fmt: skip
    assert found["人民调解申请书"] == "示例甲"
    assert found["当事人身份证明"] == found["司法确认申请书"] == "示例甲、示例乙"
    assert found["司法确认裁定书"] == "示例县人民法院"
    assert found["证据材料"] == office.name, "whoever put it in answers for what is nobody's document"


def test_the_volume_holds_everything_with_page_numbers_and_the_package_verifies(
    town, mediator, case, tmp_path
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), (180, 200, 220)).save(picture, "JPEG")
    picture.seek(0)
    attach("dispute", case.case_id, keep(picture, "现场照片.jpg"), town=town, by=mediator, paper="evidence")
    for one in writable(in_hand(case, town, mediator)):
        write_into("dispute", case.case_id, one, town=town, by=mediator)
    draft = in_hand(case, town, mediator)
    volume = PdfReader(written(bind_case, draft))
    text = "".join(page.extract_text() for page in volume.pages)
    for said in ("卷内目录", "备考表", "人民调解协议书", "调解记录（第2次）"):
        assert said in text.replace(" ", "")
    with zipfile.ZipFile(written(pack_case, draft)) as package:
        package.extractall(tmp_path / "package")
    bag = bagit.Bag(str(next((tmp_path / "package").iterdir())))
    assert bag.validate()


def test_papers_kept_as_word_are_bound_as_sheets_and_dated_by_the_office(town, mediator, case) -> None:
    for one in writable(in_hand(case, town, mediator)):
        write_into("dispute", case.case_id, one, town=town, by=mediator, form="docx")
    # 1:00 in the office is still the day before in UTC.
    night = datetime(2026, 3, 12, 1, 0, tzinfo=OFFICE_TIME)
    Attachment.objects.filter(record=case.case_id).update(at=night.astimezone(UTC))
    volume = PdfReader(written(bind_case, in_hand(case, town, mediator)))
    text = "".join(page.extract_text() for page in volume.pages).replace(" ", "").replace("\n", "")
    assert "材料插页" not in text
    assert "示例乙于2027年1月31日前付给示例甲3200元" in text
    assert "2026年3月12日" in text
    assert "2026年3月11日" not in text


def test_the_file_is_seen_and_filled_on_the_page_by_those_who_may(town, mediator, case) -> None:
    browser = Client()
    browser.force_login(User.objects.get(pk=mediator.key))
    page = reverse("case_papers", args=["dispute", case.case_id])
    shown = browser.get(page).content.decode()
    assert "必备5份，已有0份" in shown
    done = browser.post(
        reverse("paper_write", args=["dispute", case.case_id]),
        {"paper": "agreement", "at": "0", "form": "pdf"},
    )
    assert done.status_code == 302
    row = Attachment.objects.get()
    opened = browser.get(reverse("paper_open", args=["dispute", case.case_id, row.pk]))
    assert b"".join(opened.streaming_content)[:4] == b"%PDF"
    assert "nosniff" in opened.headers["X-Content-Type-Options"]
    bad = browser.post(
        reverse("paper_attach", args=["dispute", case.case_id]),
        {"file": io.BytesIO(b"<script>alert(1)</script>"), "paper": "identity", "name": "", "command": "01a206a4-cfa7-7000-9d77-f8a2a1f39e09"},
    )  # fmt: skip
    assert bad.status_code == 422
    for role, village in (("village_mediator", "示例二村"), ("enforcement_bureau", ""), ("party_office", "")):
        other = Client()
        other.force_login(User.objects.get(pk=somebody(town, role, village).key))
        for url in (
            page,
            reverse("paper_open", args=["dispute", case.case_id, row.pk]),
        ):
            assert other.get(url).status_code == 404, (role, url)


def test_a_paper_that_is_there_is_shown_first_and_only_offered_to_be_made_anew(town, mediator, case) -> None:
    browser = Client()
    browser.force_login(User.objects.get(pk=mediator.key))
    page = reverse("case_papers", args=["dispute", case.case_id])

    def line() -> str:
        shown = browser.get(page).content.decode()
        return shown.split('id="paper-agreement"')[1].split('<li id="paper-')[0]

    def write() -> str:
        sent = {"paper": "agreement", "at": "0", "form": "pdf"}
        return browser.post(
            reverse("paper_write", args=["dispute", case.case_id]), sent, follow=True
        ).content.decode()

    assert "重新生成" not in line()
    write()
    row = Attachment.objects.get()
    made = line()
    assert f"生成于{row.at.astimezone(OFFICE_TIME):%Y-%m-%d %H:%M}，{mediator.name}" in made
    assert made.index("生成于") < made.index("重新生成 PDF")
    assert "以前的留在卷里" in browser.get(page).content.decode()
    assert "没有另放一份" in write()
    assert Attachment.objects.count() == 1
    take(
        case, "person_added", town, mediator, name="示例乙", standing="当事人（个人）", address="示例一村6组"
    )
    assert "已生成，放进了卷里" in write()
    assert Attachment.objects.filter(paper="agreement", removed_reason="").count() == 2, (
        "the earlier one stays"
    )


def test_the_upper_form_is_copied_reported_and_downloaded(town, mediator, case) -> None:
    browser = Client()
    browser.force_login(User.objects.get(pk=mediator.key))
    card = browser.get(reverse("upper_card", args=["dispute", case.case_id])).content.decode()
    assert "邻里纠纷" in card
    assert "还没有报送" in card
    browser.post(
        reverse("upper_mark", args=["dispute"]), {"form": "mediation_case", "case": str(case.case_id)}
    )
    assert (
        "此后没有变化" in browser.get(reverse("upper_card", args=["dispute", case.case_id])).content.decode()
    )
    book = browser.get(reverse("upper_workbook", args=["dispute"]) + "?way=reported")
    take(case, "revisited", town, mediator, visited=["示例甲"], performed="还没有到期")
    card = browser.get(reverse("upper_card", args=["dispute", case.case_id])).content.decode()
    assert "此后又办过，要报的各项没有变" in card, "the list shows it among those changed since"
    assert b"".join(book.streaming_content)[:2] == b"PK"


def test_only_files_archived_complete_are_claimed(town, mediator, case) -> None:
    year = in_hand(case, town, mediator).case["opened_on"].year
    files = files_of(mediator, town, year=year)
    assert [one.result for one in files] == ["书面协议"]
    assert files[0].lacking
    assert claims(files, date(year, 11, 1)) == []
    browser = Client()
    browser.force_login(User.objects.get(pk=mediator.key))
    assert "缺" in browser.get(reverse("my_files")).content.decode()
    assert browser.get(reverse("claim_form")).content[:4] == b"%PDF"
