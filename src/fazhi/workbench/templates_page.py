"""文书模板: the papers of the town, their text to read and change, a preview with made-up facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.evidence.file_types import DOCX, PDF
from fazhi.evidence.models import TownTemplate
from fazhi.evidence.official.fonts import NoChineseFont
from fazhi.evidence.papers import BadTemplate, Form, PaperTemplate, all_templates, template_of, write_paper
from fazhi.evidence.papers.editions import (
    ONLY_KEEPERS,
    change_template,
    in_use,
    newest_edition,
    restore_template,
)
from fazhi.evidence.papers.facts import written
from fazhi.evidence.serving import give
from fazhi.orgs.models import Town
from fazhi.orgs.names import actor_names
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.pages.forms import OfficeForm
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.words import table_datetime

PREVIEWS: dict[str, tuple[Form, str]] = {"preview": ("pdf", PDF), "preview_word": ("docx", DOCX)}
HOW = (
    ("【标题】", "文书名称，可以写几行"),
    ("【居中】【右】【顶格】【小标题】", "放在一行的开头；什么都不写的是一段正文"),
    ("{姓名}", "填上这一项；没有内容就留一道横线，手写"),
    ("{姓名 12字}", "没有内容时，横线留12个字长"),
    ("{金额 大写}　{日期 大写}", "人民币壹万元整，二〇二六年三月十二日"),
    ("【每个 当事人】…【完】", "有几个就写几遍，{序号}是第几个"),
    ("【有 代理人】…【完】　【无 代理人】…【完】", "有内容、没有内容时才写的几行"),
    ("【表】…【完】", "一行一排，格子用 | 隔开；【高4】放在行首，这一排至少4行高"),
    ("【签名】甲方： | 乙方：", "签名的地方，和前一段印在同一页"),
    ("【盖章】{单位}　【日期】{签订日期}", "靠右，留出盖章的地方"),
    ("【空行】【换页】", "空一行；另起一页"),
)  # fmt: skip


@dataclass(frozen=True)
class FieldLine:
    """A field one may use, with what it looks like; of a repeated part its name too."""

    name: str
    sample: str
    group: str = ""


class TemplateForm(OfficeForm):
    """The text of a template, and the edition it was changed from."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"] = forms.CharField(
            label="模板", strip=False, error_messages={"required": "模板是空的，请写上内容"},
            widget=forms.Textarea({"rows": 20, "spellcheck": "false", "autocomplete": "off"}),
        )  # fmt: skip


def _keeper(request: Any) -> tuple[Actor, Town]:
    require(request.actor.may_keep_templates(request.town), ONLY_KEEPERS)
    return request.actor, request.town


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Every paper, and whose text it is written with here."""
    _, town = _keeper(request)
    own = 0
    lines = []
    for template in all_templates():
        newest, used = newest_edition(town, template.code), in_use(town, template)
        own += used.own
        which = Cell(f"本镇第{used.edition}版", tag="blue") if used.own else Cell("本来的", tag="gray")
        changed = f"{_name(newest)}，{table_datetime(newest.since)}" if newest else ""
        url = reverse("template_page", args=[template.code])
        lines.append([Cell(template.title, url=url, chief=True), Cell(template.group), which, Cell(changed)])
    headings = [Heading("文书"), Heading("用在哪里"), Heading("现在用的"), Heading("最后改动")]
    context = {"table": Table("文书模板", headings, lines), "count": len(lines), "own": own}
    return render(request, "workbench/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template_page(request: HttpRequest, code: str) -> HttpResponse:
    """One template: read, change, look at with made-up facts, take back. POST says which in `act`."""
    by, town = _keeper(request)
    template = template_of(code)
    if template is None:
        raise Http404
    newest, used = newest_edition(town, code), in_use(town, template)
    edition = newest.edition if newest else 0
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        initial={
            "acting_town": str(town.pk), "edition": edition,
            "text": _wanted(request, town, code) or used.template.text.strip(),
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        answer = _done(request, form, template, town, by)
        if answer is not None:
            return answer
    editions = TownTemplate.objects.filter(town=town, code=code).order_by("-edition")[:20]
    context = {
        "template": template, "form": form, "used": used, "how": HOW, "fields": _fields(template.sample),
        "broken": bool(newest and newest.text and not used.own),
        "editions": [
            {"number": one.edition, "who": _name(one), "at": table_datetime(one.since), "own": bool(one.text)}
            for one in editions
        ],
    }  # fmt: skip
    return render(request, "workbench/template.html", context, status=422 if form.errors else 200)


def _done(
    request: HttpRequest, form: TemplateForm, template: PaperTemplate, town: Town, by: Actor
) -> HttpResponse | None:
    """What the button asked for; None where the form has to be shown again."""
    text, edition, act = form.cleaned_data["text"], form.cleaned_data["edition"], request.POST.get("act")
    try:
        if act in PREVIEWS:
            return _preview(template.with_text(text), act)
        if act == "restore":
            restore_template(town, template.code, edition=edition, by=by)
            messages.success(request, "已恢复本来的模板。改过的各版都留着，写出的文书不变。")
        else:
            made = change_template(town, template.code, text, edition=edition, by=by)
            messages.success(
                request, f"已保存为第{made.edition}版，以后写的{template.title}用这一版。已写出的不变。"
            )
    except BadTemplate as bad:
        form.add_error("text", str(bad))
        return None
    except NoChineseFont as missing:
        form.add_error(None, str(missing))
        return None
    except Refused as refusal:
        form.add_error("text" if refusal.field == "text" else None, str(refusal))
        return None
    return redirect("template_page", code=template.code)


def _preview(template: PaperTemplate, act: str) -> HttpResponse:
    form, media_type = PREVIEWS[act]
    content = write_paper(template, template.sample, form=form)
    return give(content, media_type, f"{template.title}（样子）.{form}", inline=True)


def _wanted(request: HttpRequest, town: Town, code: str) -> str:
    """The text of an earlier edition that the person wants to begin with."""
    number = request.GET.get("edition", "")
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        return ""
    one = TownTemplate.objects.filter(town=town, code=code, edition=int(number)).first()
    return one.text if one else ""


def _fields(sample: Mapping[str, Any], group: str = "") -> list[FieldLine]:
    found = []
    for name, value in sample.items():
        rows = [one for one in value if isinstance(one, Mapping)] if isinstance(value, (list, tuple)) else []
        if rows:
            # Of each field of the part the first made-up value there is.
            keys = dict.fromkeys(key for one in rows for key in one)
            first = {key: next((one[key] for one in rows if one.get(key)), "") for key in keys}
            found += _fields(first, name)
        else:
            found.append(FieldLine(name, "；".join(written(value))[:40], group))
    return found


def _name(row: TownTemplate) -> str:
    return actor_names([row.made_by]).get(row.made_by, "")
