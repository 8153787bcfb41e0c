"""Pages made of every component, with made-up content: what the tests render, measure and look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django.urls import path

from fazhi.pages import charts
from fazhi.pages.forms import form_for
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.records.columns import Choice, Choices, Column, Shape

PAGES = Path(__file__).parent.parent


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path(f"{name}/", nothing, name=name)
    for name in ("home", "search", "switch_town", "large_type", "password_change", "logout", "feedback")
]


def shell(**changes: Any) -> dict[str, Any]:
    def item(name: str, count: int = 0, **rest: Any) -> dict[str, Any]:
        return {"name": name, "url": "#", "count": count, "current": False, "hot": False, **rest}

    return {
        "town": {"name": "合作镇", "code": "320681109"},
        "towns": [{"name": "合作镇", "code": "320681109"}, {"name": "示例镇", "code": "320681110"}],
        "office": "司法所",
        "user_name": "张敏",
        "large_type": False,
        "year": 2023,
        "notices": [
            {"kind": "green", "text": "已登记。村调解员会联系双方。", "url": "#", "url_text": "看这一件"}
        ],
        "sections": [
            {"title": "", "items": [item("我的待办", 1, hot=True)]},
            {
                "title": "办事",
                "items": [item("矛盾纠纷", 5, current=True), item("来访接待", 1), item("法制审核")],
            },
            {"title": "成果", "items": [item("数字与台账"), item("年度报告")]},
        ],
        **changes,
    }


def rendered(source: str, url: str = "/", **context: Any) -> str:
    """The HTML of template source, with templates of this folder and `shell` in the context."""
    backend = DjangoTemplates(
        {
            "NAME": "sample",
            "DIRS": [PAGES / "templates"],
            "APP_DIRS": False,
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "libraries": {
                    "static": "django.templatetags.static",
                    "fazhi_words": "fazhi.pages.templatetags.fazhi_words",
                },
            },
        }
    )
    request = RequestFactory().get(url)
    return backend.from_string(source).render({"shell": shell(), **context}, request)


KINDS = Choices(
    tuple(
        Choice(code, word)
        for code, word in (("a", "邻里纠纷"), ("b", "婚姻家庭"), ("c", "宅基地"), ("d", "其他、说不准"))
    )
)
COLUMNS = (
    Column("found_on", "排查日期", Shape.DATE, required=True),
    Column("village", "村居", required=True),
    Column("kind", "纠纷类型", Shape.CHOICE, required=True, choices=KINDS),
    Column("risk", "风险", Shape.CHOICE, choices=KINDS),
    Column("parties", "当事人", Shape.NAMES, required=True),
    Column("phone", "当事人电话", Shape.PHONE, masked=True),
    Column("people", "涉及人数", Shape.COUNT, unit="人"),
    Column("money", "涉及金额", Shape.MONEY, unit="元", help="没有金额的不填"),
    Column("visited", "回访过", Shape.YES_NO),
    Column("story", "经过", Shape.LONG_TEXT),
)
BAD_ROW = {"phone": "1381234567", "people": "-3", "parties": "王某", "money": "abc"}


class Narrowing(forms.Form):
    q = forms.CharField(label="找", required=False)
    village = forms.ChoiceField(label="村", choices=[("", "全部17个村")], required=False)


def table() -> Table:
    headings = [
        Heading("期限"),
        Heading("事项", sort_url="#", sorted="ascending"),
        Heading("村"),
        Heading("排查日期", sort_url="#"),
        Heading("金额", number=True),
        Heading("操作", act=True),
    ]
    lights = [
        ("red", "逾期1个工作日"),
        ("amber", "剩2个工作日"),
        ("green", "剩12天"),
        ("gray", "暂停：等补正"),
    ]
    rows = [
        [
            Cell(lights[i % 4][1], tag=lights[i % 4][0]),
            Cell("王某与陈某排水纠纷，涉及相邻道路通行", url="#", meta=f"合调〔2023〕{i + 1}号", chief=True),
            Cell("示例一村"),
            Cell(f"2023-03-{i + 1:02d}"),
            Cell("3,200元", number=True),
            Cell("去办", url="#", act=True),
        ]
        for i in range(20)
    ]
    return Table("矛盾纠纷", headings, rows)


def samples() -> dict[str, str]:
    """Name → HTML of the five kinds of page, in both sizes of type where that matters."""
    months = ([26, 24, 31, 29, 34, 28, 25], [22, 19, 25, 24, 28, 30, 33, 31, 27, 24, 25, 24])
    steps = [("网格排查", 197, "#"), ("村调解", 181, "#"), ("三次未成上报", 39, None), ("已履行", 6, None)]
    bars = [("发放宣传手册", 31), ("法治讲座", 12), ("小品", 0)]
    kinds = ["邻里", "婚姻家庭", "宅基地", "土地承包", "劳动", "赔偿", "欠款合同", "其他"]
    heat = charts.heat_table(
        ["示例一村", "南阳社区居民委员会"], kinds, [[0, 1, 2, 3, 4, 5, 7, 9], [9, 0, 0, 1, 0, 2, 0, 6]],
        lambda village, kind: f"#{village}{kind}",
    )  # fmt: skip
    figures = [
        {"name": "网格排查矛盾纠纷", "value": 312, "unit": "起", "url": "#", "rule": "完全重复的合并"},
        {
            "name": "短视频播放量",
            "value": 8312,
            "unit": "次",
            "url": "#",
            "tag": "amber",
            "tag_words": "存疑",
        },
        {"name": "企业普法", "value": None, "unit": "次"},
    ]
    list_page = {
        "table": table(),
        "page": Paginator(range(312), 20).get_page(1),
        "form": Narrowing(),
        "saved": [
            {"name": "全部", "url": "#", "count": 312, "current": True},
            {"name": "超期", "url": "#", "count": 1},
        ],
    }
    figure_page = {
        "figures": figures,
        "months": charts.months_chart("每月排查纠纷", *months, "起", 2023),
        "months_table": charts.months_table(*months, "起", 2023),
        "funnel": charts.funnel_chart("从排查到履行", steps, "起"),
        "funnel_table": charts.funnel_table(steps, "起"),
        "bars": charts.bars_chart("普法形式", bars, "场"),
        "bars_table": charts.bars_table(bars, "场"),
        "heat": heat,
    }
    case_page = {
        "facts": [{"name": "类型", "text": "邻里纠纷"}, {"name": "主办", "text": "袁某"}],
        "rule": [
            {"name": "口径", "text": "来访、咨询、申请调解三类"},
            {"name": "不算", "text": "重复6条", "url": "#"},
        ],
        "events": [
            {"title": "镇受理", "meta": "3月8日 09:12", "key": True},
            {"title": "村调解未成", "text": "三次"},
        ],
        "steps": [
            {"title": "选文件", "state": "done"},
            {"title": "认表头", "state": "fail", "note": "2处要问"},
            {"title": "预览", "state": "now"},
            {"title": "导入", "state": "todo"},
        ],
        "effects": ["312条记录写进台账", "可以整批撤回"],
    }
    form = form_for(COLUMNS, year=2023, tiles={"kind"})
    demo = [{"username": "sifasuo", "password": "demo-2023", "office": "司法所"}]
    folder = Path(__file__).parent / "pages"
    source = {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*.html")}
    large = shell(large_type=True)
    return {
        "list": rendered(source["list"], **list_page),
        "list_large": rendered(source["list"], shell=large, **list_page),
        "form": rendered(source["form"], form=form(initial={"village": "示例一村"})),
        "form_errors": rendered(source["form"], form=form(BAD_ROW)),
        "figures": rendered(source["figures"], **figure_page),
        "figures_large": rendered(source["figures"], shell=large, **figure_page),
        "case": rendered(source["case"], **case_page),
        "editor": rendered(source["editor"]),
        "editor_large": rendered(source["editor"], shell=large),
        "login": rendered("{% extends 'registration/login.html' %}", demo_logins=demo, form=Login()),
        "not_found": rendered("{% extends '404.html' %}"),
        "broken": rendered("{% extends '500.html' %}", error_number="8F2K"),
    }


class Login(forms.Form):
    username = forms.CharField()
    password = forms.CharField()
