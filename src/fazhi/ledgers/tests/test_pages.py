"""The pages of the ledgers, as a person of the justice office walks through them, without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import given
from fazhi.ledgers import uploading
from fazhi.ledgers.models import Upload
from fazhi.ledgers.tests.office import (
    DISPUTE_HEADINGS,
    DISPUTES,
    books,
    bring_in,
    cell,
    dispute_ledger,
    edited,
    figures,
    hezuo,
    ledger,
)  # fmt: skip
from fazhi.orgs import actions as orgs
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import correct, current_values
from fazhi.records.kinds import kind_of
from fazhi.records.models import ImportBatch, SourceRow

pytestmark = pytest.mark.django_db
THEIRS = "示例镇2023年网格排查矛盾纠纷台账"
FORBIDDEN = ("赋能", "抓手", "闭环", "驾驶舱", "提交成功", "操作失败", "参数错误", "系统异常")


@pytest.fixture
def town() -> Town:
    return hezuo()


def person(town: Town, role: str = "justice_office", name: str = "zhangmin") -> User:
    user = orgs.create_user(name, "张敏", "kaohe-2026-liang", by=CONSOLE)
    orgs.give_post(user, town, role, by=CONSOLE)
    return user


@pytest.fixture
def office(town: Town, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser of the justice office; what runs in a process of its own runs at once."""
    monkeypatch.setattr(uploading, "start", lambda upload: uploading.work(upload.pk))
    client.force_login(person(town))
    return client


def text_of(response: Any) -> str:
    """What a person reads: no tags, no blanks."""
    body = response.content.decode()
    body = re.sub(r"(?s)<(script|style|noscript|head)\b.*?</\1>", "", body)
    plain = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", body))
    assert not [word for word in FORBIDDEN if word in plain]
    return plain


def upload(client: Client, *paths: Path, year: str = "2023") -> Any:
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]
    return client.post(reverse("ledgers"), {"files": files, "year": year}, follow=True)


def test_the_first_page_says_what_to_do_and_which_ledgers_are_known(office: Client) -> None:
    page = office.get(reverse("ledgers"))
    text = text_of(page)
    assert "还没有导入过台账" in text
    for kind in ("矛盾纠纷", "合同审核", "行政处罚"):
        assert kind in text
    assert 'href="/records/dispute/export.xlsx?year=' in page.content.decode()
    assert "layout=office" in page.content.decode()


def test_files_are_read_previewed_and_imported(office: Client, town: Town) -> None:
    preview = upload(office, DISPUTES)
    text = text_of(preview)
    assert "还没有写入" in text
    assert "312新登记" in text
    assert "2待改正" in text
    assert "6完全重复" in text
    assert "2023-02-30" in text
    assert "第323行是合计行" in text
    assert not ImportBatch.objects.exists()
    one = Upload.objects.get()
    done = office.post(reverse("upload_import", args=[one.pk]), follow=True)
    assert done.redirect_chain[-1][0].startswith(reverse("batch", args=[ImportBatch.objects.get().pk]))
    text = text_of(done)
    assert "已导入，记录和数字都能看到了" in text
    assert "还有2行待改正" in text
    assert figures(town)["disputes_found"] == 312


def test_the_same_file_again_has_nothing_to_import(office: Client, town: Town) -> None:
    bring_in(town, DISPUTES)
    again = upload(office, DISPUTES)
    one = Upload.objects.get()
    assert "没有新的内容" in text_of(again)
    assert reverse("upload_import", args=[one.pk]) not in again.content.decode()
    office.post(reverse("upload_import", args=[one.pk]), follow=True)
    assert ImportBatch.objects.count() == 1


def test_an_edited_file_shows_before_and_after(office: Client, town: Town, tmp_path: Path) -> None:
    path = dispute_ledger(tmp_path / "台账.xlsx", 3)
    bring_in(town, path)

    def edit(sheet: Any) -> None:
        cell(sheet, 3, "村调解次数").value = 9

    text = text_of(upload(office, edited(path, tmp_path / "新", edit)))
    assert "1有改动" in text
    assert "村调解次数1次9次" in text


def test_columns_no_field_takes_and_files_not_read_are_told_before_and_after(
    office: Client, tmp_path: Path
) -> None:
    def edit(sheet: Any) -> None:
        sheet.cell(2, 8).value = "天气"
        sheet.cell(3, 8).value = "雨"

    (tmp_path / "坏.xlsx").write_bytes(b"%PDF-1.7")
    path = edited(dispute_ledger(tmp_path / "台账.xlsx", 2), tmp_path / "新", edit)
    preview = text_of(upload(office, path, tmp_path / "坏.xlsx"))
    done = text_of(office.post(reverse("upload_import", args=[Upload.objects.get().pk]), follow=True))
    for text in (preview, done):
        assert "“天气”没有对应的栏" in text
        assert "坏.xlsx：这是PDF" in text


def test_questions_are_asked_answered_and_remembered(office: Client, town: Town, tmp_path: Path) -> None:
    row = (1, "2023-03-05", "示例一村", "甲某、乙某", "邻里纠纷", 1, "双方喝了茶")
    path = ledger(tmp_path / "台账.xlsx", "合作镇2022年矛盾纠纷台账", DISPUTE_HEADINGS, [row])
    page = upload(office, path)
    text = text_of(page)
    assert "有2处说不准，请您定" in text
    assert "双方喝了茶" in text
    one = Upload.objects.get()
    missing = office.post(reverse("upload_answers", args=[one.pk]), {"q0": "2023"})
    assert missing.status_code == 422
    assert "请选一项" in text_of(missing)
    questions = one.preview["questions"]
    given_answers = {
        f"q{at}": "village_settled" if question["kind"] else "2023" for at, question in enumerate(questions)
    }
    preview = office.post(reverse("upload_answers", args=[one.pk]), given_answers, follow=True)
    assert "1新登记" in text_of(preview)
    office.post(reverse("upload_import", args=[one.pk]))
    assert figures(town)["village_settled"] == 1
    assert "没有新的内容" in text_of(upload(office, path))


def test_an_unanswered_upload_cannot_be_imported(office: Client, town: Town, tmp_path: Path) -> None:
    path = dispute_ledger(tmp_path / "台账.xlsx", title="合作镇2022年矛盾纠纷台账")
    upload(office, path)
    one = Upload.objects.get()
    office.post(reverse("upload_import", args=[one.pk]))
    one.refresh_from_db()
    assert one.status == Upload.Status.READY
    assert not ImportBatch.objects.exists()


def test_what_cannot_be_read_is_said_and_can_be_taken_back(office: Client, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"%PDF-1.7")
    page = upload(office, tmp_path / "坏.xlsx")
    assert "PDF" in text_of(page)
    one = Upload.objects.get()
    assert "没有读成" in text_of(office.get(reverse("ledgers")))
    gone = office.post(reverse("upload_cancel", args=[one.pk]), follow=True)
    assert "什么也没有写入" in text_of(gone)
    assert not Upload.objects.exists()


def test_while_it_reads_the_page_reloads_itself_and_says_how_far(
    town: Town, client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(uploading, "start", lambda upload: None)
    client.force_login(person(town))
    page = upload(client, DISPUTES)
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.content.decode()
    one = Upload.objects.get()
    Upload.objects.filter(pk=one.pk).update(done=120, total=320, message="07.xlsx／排查")
    part = client.get(reverse("upload_progress", args=[one.pk]))
    assert "正在读第120行，共320行" in text_of(part)
    assert "hx-get" in part.content.decode()
    uploading.work(one.pk)
    ended = client.get(reverse("upload_progress", args=[one.pk]))
    assert ended.headers["HX-Redirect"] == reverse("upload", args=[one.pk])


@pytest.mark.parametrize(
    ("year", "said"), [("", "请填写年度"), ("23", "四位数"), ("二三", "四位数"), ("3023", "四位数")]
)
def test_a_wrong_year_is_refused_with_what_to_write(office: Client, year: str, said: str) -> None:
    page = upload(office, DISPUTES, year=year)
    assert page.status_code == 422
    assert said in text_of(page)


def test_no_file_is_refused_with_what_to_do(office: Client) -> None:
    page = office.post(reverse("ledgers"), {"year": "2023"})
    assert page.status_code == 422
    assert "请选择要导入的文件" in text_of(page)


def test_an_empty_file_is_refused(office: Client) -> None:
    page = office.post(reverse("ledgers"), {"files": [SimpleUploadedFile("空.xlsx", b"")], "year": "2023"})
    assert page.status_code == 422
    assert "空的" in text_of(page)


def test_undo_names_its_effect_first(office: Client, town: Town) -> None:
    kind = kind_of("dispute")
    batch = bring_in(town, DISPUTES).batch
    assert batch is not None
    record = kind.model.objects.seen(town).first()
    assert record is not None
    correct(kind, record.pk, {**current_values(kind, record.pk), "summary": "补记"}, town=town, by=CONSOLE)
    page = office.get(reverse("batch_undo", args=[batch.pk]))
    text = text_of(page)
    assert "311条记录不再出现" in text
    assert "1条不会动" in text
    assert "有人改过这条记录" in text
    assert len(books(town)["dispute"]) == 312
    done = office.post(reverse("batch_undo", args=[batch.pk]))
    assert "撤下311条记录" in text_of(done)
    assert list(books(town)["dispute"]) == [record.pk]
    assert "已撤销" in text_of(office.get(reverse("batch", args=[batch.pk])))
    assert "不用撤销" in text_of(office.get(reverse("batch_undo", args=[batch.pk]), follow=True))


def test_rows_that_wait_are_listed_and_put_right(office: Client, town: Town) -> None:
    bring_in(town, DISPUTES)
    listed = office.get(reverse("problems"))
    text = text_of(listed)
    assert "共2行待改正" in text
    assert "第39行" in text
    assert "排查日期" in text
    row = SourceRow.objects.get(outcome="problem", row=39)
    page = office.get(reverse("problem", args=[row.pk]))
    body = page.content.decode()
    assert "这一天不存在" in text_of(page)
    assert 'value="2023-02-30"' in body
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {
        "parties": "\n".join(form["parties"].value())
    }
    still_wrong = office.post(reverse("problem", args=[row.pk]), data)
    assert still_wrong.status_code == 422
    assert "不存在" in text_of(still_wrong)
    right = office.post(reverse("problem", args=[row.pk]), {**data, "found_on": "2.28"}, follow=True)
    assert "已改好，登记为矛盾纠纷" in text_of(right)
    assert "还有1行待改正" in text_of(right)
    assert figures(town)["disputes_found"] == 313
    again = office.get(reverse("problem", args=[row.pk]), follow=True)
    assert "已经有人处理过" in text_of(again)


def test_a_row_that_is_no_record_is_set_aside_with_a_reason(office: Client, town: Town) -> None:
    bring_in(town, DISPUTES)
    row = SourceRow.objects.get(outcome="problem", row=144)
    url = reverse("problem_set_aside", args=[row.pk])
    refused = office.post(url, {"reason": " "})
    assert refused.status_code == 422
    assert "请填写为什么不用登记" in text_of(refused)
    done = office.post(url, {"reason": "填表说明"}, follow=True)
    assert "原因已记下" in text_of(done)
    assert "共1行待改正" in text_of(done)


def test_the_list_of_waiting_rows_narrows_by_year_and_kind(office: Client, town: Town) -> None:
    bring_in(town, DISPUTES)
    assert "共2行" in text_of(office.get(reverse("problems"), {"year": "2023", "kind": "dispute"}))
    assert "这里没有待改正的行" in text_of(office.get(reverse("problems"), {"year": "2022"}))
    assert "这里没有待改正的行" in text_of(office.get(reverse("problems"), {"kind": "reception"}))
    assert office.get(reverse("problems"), {"year": "x", "page": "999"}).status_code == 200


def test_merged_rows_stay_visible_with_the_record_they_went_into(office: Client, town: Town) -> None:
    bring_in(town, DISPUTES)
    page = office.get(reverse("merged"))
    assert "共6行" in text_of(page)
    merged = SourceRow.objects.filter(outcome="merged").first()
    assert merged is not None
    assert reverse("record_page", args=["dispute", merged.record_id]) in page.content.decode()


def test_other_roles_learn_who_imports(town: Town, client: Client) -> None:
    client.force_login(person(town, "party_office"))
    for name in ("ledgers", "problems", "merged"):
        refused = client.get(reverse(name))
        assert refused.status_code == 403
        assert "只有司法所可以导入台账" in text_of(refused)


def test_nothing_of_another_town_is_found(town: Town, office: Client, tmp_path: Path) -> None:
    other = given.a_town("示例镇")
    batch = bring_in(other, dispute_ledger(tmp_path / "台账.xlsx", title=THEIRS)).batch
    assert batch is not None
    theirs = Upload.objects.create(
        town=other, year=2023, made_by=person(other, name="lihua"), files=["x.xlsx"]
    )

    def edit(sheet: Any) -> None:
        cell(sheet, 3, "排查日期").value = "2023-02-30"

    bring_in(other, edited(dispute_ledger(tmp_path / "b.xlsx", title=THEIRS), tmp_path / "错", edit))
    row = SourceRow.objects.get(outcome="problem")
    for name, pk in (
        ("upload", theirs.pk), ("upload_progress", theirs.pk), ("batch", batch.pk), ("batch_undo", batch.pk),
        ("problem", row.pk),
    ):  # fmt: skip
        assert office.get(reverse(name, args=[pk])).status_code == 404, name
    for name, pk in (
        ("upload_import", theirs.pk), ("upload_cancel", theirs.pk), ("upload_answers", theirs.pk),
        ("upload_again", theirs.pk), ("batch_undo", batch.pk), ("problem", row.pk), ("problem_set_aside", row.pk),
    ):  # fmt: skip
        assert office.post(reverse(name, args=[pk]), {"reason": "x"}).status_code == 404, name
    assert "第1批" not in text_of(office.get(reverse("ledgers")))


def test_changes_are_made_by_post_only(office: Client, town: Town) -> None:
    upload(office, DISPUTES)
    one = Upload.objects.get()
    for name in ("upload_import", "upload_cancel", "upload_answers", "upload_again"):
        assert office.get(reverse(name, args=[one.pk])).status_code == 405
    assert Upload.objects.filter(pk=one.pk, status="ready").exists()
