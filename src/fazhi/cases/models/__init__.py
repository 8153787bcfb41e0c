"""The tables of cases, of what stands beside them, and of the work on them."""

from fazhi.cases.models.case import Attachment, Case, CaseClock, CaseStep, Participant
from fazhi.cases.models.job import Job
from fazhi.cases.models.jotting import Jotting
from fazhi.cases.models.notice import Notice
from fazhi.cases.models.numbering import Numbering
from fazhi.cases.models.redating import Redating
from fazhi.cases.models.upper_report import UpperReport

__all__ = [
    "Attachment",
    "Case",
    "CaseClock",
    "CaseStep",
    "Job",
    "Jotting",
    "Notice",
    "Numbering",
    "Participant",
    "Redating",
    "UpperReport",
]
