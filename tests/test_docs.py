"""The documents are true: tables as declared, links that lead somewhere, commands named, one word for one thing."""

from __future__ import annotations

import argparse
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

from fazhi.orgs.roles import ROLES
from fazhi.records.kinds import all_kinds
from fazhi.site.command_line import parser

ROOT = Path(__file__).resolve().parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = (*READMES, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
# CONTRIBUTING: words never used on a page.
NEVER_USED = "赋能 抓手 闭环 驾驶舱 提交成功 操作失败 参数错误 系统异常".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def tables() -> ModuleType:
    """docs/tables.py, which is a program and no package."""
    spec = importlib.util.spec_from_file_location("tables", ROOT / "docs" / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def work_folders() -> list[str]:
    """The folders that import-linter keeps independent of each other."""
    layers = (ROOT / ".importlinter").read_text(encoding="utf-8").splitlines()
    line = next(line for line in layers if "fazhi.mediation |" in line)
    return [name.strip().removeprefix("fazhi.") for name in line.split("|")]


def commands() -> list[str]:
    """Every command a person may type: import, …, town create, town list, …"""
    found = []
    for name, command in _listed(parser()):
        below = [f"{name} {verb}" for verb, _ in _listed(command)]
        found += below or [name]
    return found


def _listed(command: argparse.ArgumentParser) -> list[tuple[str, argparse.ArgumentParser]]:
    """The subcommands that the help lists; the upload page's own worker is not one."""
    return [
        (name, below)
        for action in command._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, below in action.choices.items()
        if name in {listed.dest for listed in action._choices_actions}
    ]


def terms() -> list[tuple[list[str], str]]:
    """The rows of the glossary: the Chinese words, the English one."""
    rows = []
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and cells[0] != "中文" and not cells[0].startswith("---"):
            rows.append((cells[0].split("、"), cells[1]))
    return rows


def test_the_generated_tables_say_what_the_code_declares(tables: ModuleType) -> None:
    stale = [str(page.relative_to(ROOT)) for page in tables.stale()]
    assert stale == [], "run .venv/bin/python docs/tables.py"


def test_a_page_that_was_changed_by_hand_is_noticed_and_its_own_words_are_kept(
    tables: ModuleType, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# 标题\n\n手写的话\n\n{tables.BEGIN}\n改过\n{tables.END}\n后面的话\n", encoding="utf-8")
    text = tables.between_the_marks(page, ["| 表 |"], "别的标题")
    assert "改过" not in text
    assert "| 表 |" in text
    assert text.startswith("# 标题\n\n手写的话\n")
    assert text.endswith("后面的话\n")


def test_a_page_without_its_marks_is_refused_and_not_overwritten(tables: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# 标题\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="lost its marks"):
        tables.between_the_marks(page, [], "标题")


def test_every_work_folder_has_a_page_that_says_what_the_work_is(tables: ModuleType) -> None:
    folders = work_folders()
    # The page of evidence is written by hand: it declares no ledgers and no figures.
    assert {*folders, "evidence"} == {page.stem for page in (ROOT / "docs" / "work").glob("*.md")}
    assert set(folders) == set(tables.work_folders())
    for folder in folders:
        text = (ROOT / "docs" / "work" / f"{folder}.md").read_text(encoding="utf-8")
        own = text.partition(tables.BEGIN)[0].split("\n\n", 1)[1]
        assert own.count("。") >= 2, folder


def test_every_link_leads_to_a_file() -> None:
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if target.startswith(("https://", "#")):
                continue
            path = page.parent / unquote(target.partition("#")[0])
            if not path.exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_each_command_is_shown_with_an_example(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    assert len(commands()) > 10
    assert [name for name in commands() if f"`fazhi {name}" not in text] == []


def test_each_readme_is_reached_from_the_other_and_leads_to_every_guide() -> None:
    for readme, other in zip(READMES, reversed(READMES), strict=True):
        text = readme.read_text(encoding="utf-8")
        assert f"]({other.name})" in text
        for page in (
            *GUIDES,
            *(ROOT / "docs" / "operate").glob("*.md"),
            *(ROOT / "docs" / "work").glob("*.md"),
        ):
            assert f"]({page.relative_to(ROOT).as_posix()})" in text, page.name


def test_each_role_has_a_guide_under_its_own_name() -> None:
    names = {page.stem for page in GUIDES}
    assert {role.name for role in ROLES.values()} <= names


def test_the_guides_are_free_of_the_words_never_used() -> None:
    for page in (*GUIDES, *(ROOT / "docs" / "operate").glob("*.md"), READMES[1]):
        text = page.read_text(encoding="utf-8")
        assert [word for word in NEVER_USED if word in text] == [], page.name
        assert "！" not in text, page.name


def test_the_glossary_has_one_english_word_for_each_term() -> None:
    chinese = [word for words, _ in terms() for word in words]
    english = [word for _, word in terms()]
    assert len(terms()) > 150
    assert sorted({word for word in chinese if chinese.count(word) > 1}) == []
    assert sorted({word for word in english if english.count(word) > 1}) == []
    assert [word for word in english if re.search(r"[/;,()（）]|^$", word)] == []


def test_the_glossary_names_every_kind_of_record_and_every_role() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    chinese = {word for words, _ in terms() for word in words}
    for code, name in [
        *((kind.code, kind.name) for kind in all_kinds()),
        *((role.code, role.name) for role in ROLES.values()),
    ]:
        assert name in chinese, name
        assert f"`{code}`" in text, code


def test_no_document_holds_a_path_of_a_machine() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])/(?:home|root|work|tmp)/|C:\\Users", text), page.name
