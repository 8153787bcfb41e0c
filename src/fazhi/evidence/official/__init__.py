"""Official documents (公文) after GB/T 9704-2012: one neutral paper, written as .docx or as PDF.

`Paper` says what stands in the document, `PaperFormat` how it is laid out; `write_docx` and `write_pdf` put the
same words on the same grid. Nothing here knows Django, records or figures.
"""

from fazhi.evidence.official.layout import GBT9704, PaperFormat
from fazhi.evidence.official.paper import (
    Annex,
    AnnexRow,
    Block,
    Heading,
    Paper,
    Paragraph,
    Run,
    official_date,
    official_text,
    paragraph,
)
from fazhi.evidence.official.pdf import NoChineseFont, pdf_bytes, write_pdf
from fazhi.evidence.official.word import docx_bytes, write_docx

__all__ = [
    "GBT9704",
    "Annex",
    "AnnexRow",
    "Block",
    "Heading",
    "NoChineseFont",
    "Paper",
    "PaperFormat",
    "Paragraph",
    "Run",
    "docx_bytes",
    "official_date",
    "official_text",
    "paragraph",
    "pdf_bytes",
    "write_docx",
    "write_pdf",
]
