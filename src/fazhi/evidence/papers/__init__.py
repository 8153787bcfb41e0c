"""Papers (文书) from templates that the town may replace: read, filled, written as Word and PDF, issued."""

from fazhi.evidence.papers.facts import Fact, Facts, Money
from fazhi.evidence.papers.registry import all_templates, register, template_of
from fazhi.evidence.papers.template import BadTemplate, PaperTemplate
from fazhi.evidence.papers.writing import PAPERS, Form, write_paper

__all__ = [
    "PAPERS",
    "BadTemplate",
    "Fact",
    "Facts",
    "Form",
    "Money",
    "PaperTemplate",
    "all_templates",
    "register",
    "template_of",
    "write_paper",
]
