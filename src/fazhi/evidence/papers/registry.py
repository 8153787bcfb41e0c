"""All papers that this installation can write, by their codes; each work folder adds its own."""

from __future__ import annotations

from fazhi.evidence.papers.template import PaperTemplate

_templates: dict[str, PaperTemplate] = {}


def register(*templates: PaperTemplate) -> None:
    """Make papers known. Raises ValueError where a code is taken by another."""
    for template in templates:
        if _templates.get(template.code, template) is not template:
            raise ValueError(f"two papers are called {template.code}")
        _templates[template.code] = template


def template_of(code: str) -> PaperTemplate | None:
    """The paper of that code as this software brings it, or None."""
    return _templates.get(code)


def all_templates() -> list[PaperTemplate]:
    """Every paper, in the order of registration."""
    return list(_templates.values())
