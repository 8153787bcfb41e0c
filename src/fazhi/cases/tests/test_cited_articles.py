"""Whatever article a step, a paper or a refusal cites, its words are there to be read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import fazhi
from fazhi.procedures.declaration import Procedure
from fazhi.terms.articles import citations, shipped_articles

HERE = Path(fazhi.__file__).parent


def procedures() -> list[Procedure]:
    """Every declared procedure, live or of history."""
    modules = [import_module(f"fazhi.{path.parent.name}.procedure") for path in HERE.glob("*/procedure.py")]
    return [one for module in modules for one in vars(module).values() if isinstance(one, Procedure)]


def refusals() -> Iterator[tuple[str, str]]:
    """(file, citation) of every article="…" that is written in the code."""
    for path in HERE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.keyword)
                and node.arg == "article"
                and isinstance(node.value, ast.Constant)
            ):
                yield path.name, str(node.value.value)


def unread(citation: str) -> list[str]:
    named = citations(citation)
    return [f"{law}{number}" for law, number in named if (law, number) not in shipped_articles()] or (
        [] if named else [citation]
    )


def test_every_article_a_procedure_cites_has_its_words() -> None:
    cited = [
        one.article
        for made in procedures()
        for one in (*made.steps, *made.papers)
        if one.article and one.article
    ]
    assert len(cited) > 40
    assert {citation: lacking for citation in cited if (lacking := unread(citation))} == {}


def test_every_article_a_refusal_cites_has_its_words() -> None:
    found = [(path, citation) for path, citation in refusals() if citation]
    assert len(found) > 5
    assert [(path, citation, lacking) for path, citation in found if (lacking := unread(citation))] == []
