"""The stylesheets: what Chromium 90 cannot do, how heavy a page is, how well its colours read."""

import gzip
import re
from importlib.resources import files

import pytest

from fazhi.pages import charts
from fazhi.pages.tests.sample_pages import PAGES, samples

STYLES = sorted((PAGES / "static/fazhi").glob("*.css"))
CODE = PAGES / "static/fazhi/fazhi.js"
COMPONENTS = sorted((PAGES / "templates/fazhi/components").glob("*.html"))
TEMPLATES = sorted((PAGES / "templates").rglob("*.html"))

# Not in Chromium 90, or drawn in from elsewhere.
BANNED_STYLE = (
    r":has\(|@layer|@container|@import|@font-face|@scope|color-mix\(|okl(?:ch|ab)\(|popover|[0-9][dsl]v[hw]\b|"
    r"subgrid|accent-color|text-wrap|https?:|//cdn|\burl\("
)
BANNED_CODE = (
    r"\.at\(|structuredClone|replaceAll|\beval\(|new Function|https?:|\.showPicker|Object\.hasOwn|\?\?="
)
BANNED_WORDS = [
    "赋能",
    "抓手",
    "闭环",
    "驾驶舱",
    "提交成功",
    "操作失败",
    "参数错误",
    "系统异常",
    "非法输入",
    "确定",
]


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def weight(*contents: bytes) -> int:
    return sum(len(gzip.compress(content, 9)) for content in contents)


def tokens() -> dict[str, str]:
    text = without_comments((PAGES / "static/fazhi/tokens.css").read_text(encoding="utf-8"))
    return dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", text))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two #rrggbb colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_only_what_chromium_90_knows(path):
    text = without_comments(path.read_text(encoding="utf-8"))
    assert not re.findall(BANNED_STYLE, text)
    assert "&" not in text


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_rules_are_not_nested_in_rules(path):
    outer: list[str] = []
    for part in re.findall(r"[^{}]*[{}]", without_comments(path.read_text(encoding="utf-8"))):
        if part.endswith("}"):
            outer.pop()
            continue
        assert not outer or outer[-1].startswith(("@media", "@page")), part
        outer.append(part.split(";")[-1].strip())
    assert not outer


def test_the_lint_sees_what_it_bans():
    bad = [
        "a:has(b){}",
        "@layer x{}",
        "@container (a){}",
        "color:color-mix(in srgb,red,blue)",
        "height:100dvh",
    ]
    assert all(re.search(BANNED_STYLE, text) for text in [*bad, "x:oklch(1 1 1)", "a{b:url(//x)}"])


def test_the_script_is_small_and_old_browsers_can_read_it():
    text = without_comments(CODE.read_text(encoding="utf-8"))
    assert not re.findall(BANNED_CODE, text)
    assert len(CODE.read_bytes()) <= 4096
    for of_some_pages in ("jotting.js", "copying.js", "whose.js"):
        code = CODE.with_name(of_some_pages)
        assert not re.findall(BANNED_CODE, without_comments(code.read_text(encoding="utf-8")))
        assert len(code.read_bytes()) <= 3072


def test_styles_and_scripts_of_a_first_visit_stay_within_their_budgets():
    styles = [path.read_bytes() for path in STYLES]
    htmx = (files("django_htmx") / "static/django_htmx/htmx-2.min.js").read_bytes()
    assert weight(*styles) <= 15_000
    assert weight(*styles, CODE.read_bytes(), htmx) <= 60_000


def test_pages_stay_small(render):
    assert all(weight(page.encode()) <= 8_000 for page in samples().values())


def test_colours_read_well_on_their_grounds():
    colour = tokens()
    white = "#ffffff"
    text = {
        white: ("ink", "ink2", "ink3", "brand", "link", "visited", "red", "amber", "green"),
        colour["bg"]: ("ink", "ink2", "ink3", "link"),
        colour["brand-soft"]: ("brand", "brand-dark", "link", "ink", "ink2"),
        colour["brand-dark"]: ("on-dark", "card"),
        colour["brand"]: ("card",),
        colour["red-soft"]: ("red", "ink"),
        colour["amber-soft"]: ("amber", "ink"),
        colour["green-soft"]: ("green", "ink", "link"),
        colour["gray-soft"]: ("ink2",),
        **{colour[f"heat{tint}"]: ("ink",) for tint in range(4)},
        **{colour[f"heat{tint}"]: ("card",) for tint in (4, 5)},
    }
    poor = {
        f"{name} on {ground}": round(contrast(colour[name], ground), 2)
        for ground, names in text.items()
        for name in names
        if contrast(colour[name], ground) < 4.5
    }
    assert not poor
    assert all(contrast(colour[name], white) >= 3 for name in ("line-strong", "amber-mark"))


def test_red_is_not_the_brand():
    assert tokens()["brand"] != tokens()["red"]
    text = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    primary = re.findall(r"\.primary[^{]*\{([^}]*)\}", text)
    assert primary
    assert not any("--red" in rule for rule in primary)


def test_charts_are_drawn_in_the_colours_of_the_tokens():
    colour = tokens()
    pairs = {
        "INK": "ink", "INK3": "ink3", "LINE": "line", "LINE_STRONG": "line-strong", "BRAND": "brand",
        "BRAND_LIGHT": "heat4", "GREEN": "green", "LINK": "link", "GROUND": "gray-soft",
    }  # fmt: skip
    assert {name: getattr(charts, name) for name in pairs} == {n: colour[token] for n, token in pairs.items()}


@pytest.mark.parametrize("path", [*TEMPLATES, CODE], ids=lambda path: path.name)
def test_pages_have_no_forbidden_words_no_inline_code_and_no_foreign_host(path):
    text = path.read_text(encoding="utf-8")
    assert not [word for word in BANNED_WORDS if word in text]
    assert not re.findall(r"https?://|\sstyle=|\son[a-z]+=\"|<script>|<style", text)


@pytest.mark.parametrize("path", [*STYLES, CODE, *TEMPLATES], ids=lambda path: path.name)
def test_files_are_short_enough_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_says_its_context(path):
    head = path.read_text(encoding="utf-8")[:400]
    assert re.search(r"\{# .+?(Context: |No context).*#\}", head)
