"""文书模板: the justice office changes a paper, looks at it, and takes it back; nobody else does."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from fazhi.evidence.models import TownTemplate
from fazhi.evidence.official.tests.test_pdf import needs_font
from fazhi.evidence.papers.editions import in_use
from fazhi.evidence.papers.general import AUTHORITY
from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of

pytestmark = pytest.mark.django_db
PAGE = f"/templates/{AUTHORITY.code}/"
OWN = "【标题】本镇的授权委托书\n委托人：{委托人}"


@pytest.fixture
def office() -> tuple[Any, Client]:
    town = a_town()
    return town, client_of(a_person(town, "justice_office"))


def send(client: Client, text: str = OWN, *, act: str = "save", edition: int = 0) -> Any:
    return client.post(PAGE, {"text": text, "act": act, "edition": edition})


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"justice_office"}))
def test_only_the_justice_office_opens_or_changes_templates(role: str) -> None:
    client = client_of(a_person(a_town(), role))
    assert client.get(reverse("templates")).status_code == 403
    assert client.get(PAGE).status_code == 403
    assert send(client).status_code == 403
    assert TownTemplate.objects.count() == 0
    assert "文书模板" not in text_of(client.get(reverse("home")))


def test_the_list_leads_to_every_paper_and_says_whose_text_is_used(office: tuple[Any, Client]) -> None:
    _, client = office
    assert "都用本来的模板" in text_of(client.get(reverse("templates")))
    send(client)
    page = text_of(client.get(reverse("templates")))
    assert PAGE in page
    assert "本镇第1版" in page
    assert "其中1种" in page


def test_a_changed_template_is_used_from_then_on_and_can_be_taken_back(office: tuple[Any, Client]) -> None:
    town, client = office
    answer = client.post(PAGE, {"text": OWN, "act": "save", "edition": 0}, follow=True)
    assert "已保存为第1版" in text_of(answer)
    assert in_use(town, AUTHORITY).template.text == OWN
    assert "本镇的授权委托书" in text_of(client.get(PAGE))
    answer = client.post(PAGE, {"text": "-", "act": "restore", "edition": 1}, follow=True)
    assert "已恢复本来的模板" in text_of(answer)
    assert not in_use(town, AUTHORITY).own
    assert "本镇的授权委托书" in text_of(client.get(f"{PAGE}?edition=1"))


def test_a_bad_template_comes_back_with_line_and_reason_and_what_was_typed(
    office: tuple[Any, Client],
) -> None:
    _, client = office
    for act in ("save", "preview", "preview_word"):
        answer = send(client, "【标题】甲\n{委托仁} 没写错的话", act=act)
        assert answer.status_code == 422
        assert "第2行：没有“委托仁”这个字段" in text_of(answer)
        assert "没写错的话" in text_of(answer)
    assert TownTemplate.objects.count() == 0


def test_who_was_slower_is_told_and_loses_nothing(office: tuple[Any, Client]) -> None:
    _, client = office
    send(client)
    answer = send(client, OWN + "\n晚了一步")
    assert answer.status_code == 422
    assert "刚才有人改过" in text_of(answer)
    assert "晚了一步" in text_of(answer)


def test_a_preview_is_made_of_made_up_facts_and_keeps_nothing(office: tuple[Any, Client]) -> None:
    _, client = office
    answer = send(client, act="preview_word")
    assert answer["Content-Disposition"].startswith("attachment")
    words = [one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs if one.text]
    assert words == ["本镇的授权委托书", "委托人：示例甲"]
    assert TownTemplate.objects.count() == 0


@needs_font
def test_a_preview_opens_in_the_window_as_pdf(office: tuple[Any, Client]) -> None:
    _, client = office
    answer = send(client, act="preview")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_another_towns_edition_is_not_seen(office: tuple[Any, Client]) -> None:
    _, client = office
    other = a_town("示例二镇", "320000002")
    send(client_of(a_person(other, "justice_office")))
    assert "本镇的授权委托书" not in text_of(client.get(f"{PAGE}?edition=1"))


def test_a_paper_that_does_not_exist_is_not_found(office: tuple[Any, Client]) -> None:
    _, client = office
    assert client.get("/templates/nothing/").status_code == 404
