"""Papers from a template and facts, as Word or PDF."""

from __future__ import annotations

from typing import Literal

from fazhi.evidence.official.layout import PaperFormat
from fazhi.evidence.papers.facts import Facts
from fazhi.evidence.papers.filling import filled
from fazhi.evidence.papers.pdf import sheet_pdf
from fazhi.evidence.papers.template import PaperTemplate
from fazhi.evidence.papers.word import sheet_docx

Form = Literal["docx", "pdf"]
# Letters, lines and the binding side after GB/T 9704; a form needs less white above and below, and cells are in 4号.
PAPERS = PaperFormat(top_mm=30, bottom_mm=28, table_pt=14, table_line_pt=22, table_padding_pt=4)


def write_paper(
    template: PaperTemplate, facts: Facts, *, form: Form = "docx", layout: PaperFormat = PAPERS
) -> bytes:
    """The paper with these facts. The same template and facts give the same .docx, byte for byte.

    Fields without a fact are lines to write on. Raises NoChineseFont for a PDF where no Chinese font is installed;
    its message says what to install, and the .docx can be written all the same.
    """
    sheet = filled(template, facts)
    return (
        sheet_pdf(sheet, layout, template.title)
        if form == "pdf"
        else sheet_docx(sheet, layout, template.title)
    )
