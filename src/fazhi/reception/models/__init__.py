"""Receptions with what follows from them, what the public sends in, and the public legal service centre."""

from __future__ import annotations

from fazhi.reception.models.applications import Application, Satisfaction, Wording
from fazhi.reception.models.centre import (
    BudgetItem,
    CentreProject,
    Milestone,
    ProjectFile,
    ProjectPaper,
    ServiceCentre,
    ServiceGuide,
    UrgentNotice,
)
from fazhi.reception.models.reception import Agreement, Reception
from fazhi.reception.models.visits import Appointment, Referral, Visit, VisitNote

__all__ = [
    "Agreement", "Application", "Appointment", "BudgetItem", "CentreProject", "Milestone", "ProjectFile", "ProjectPaper",
    "Reception", "Referral", "Satisfaction", "ServiceCentre", "ServiceGuide", "UrgentNotice", "Visit", "VisitNote", "Wording",
]  # fmt: skip
