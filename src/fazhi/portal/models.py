"""What the portal keeps; the models of each side stand in their own folder."""

from fazhi.portal.feedback.models import Feedback
from fazhi.portal.phone.models import GridReport, Phone, PhoneUser, Pin
from fazhi.portal.public.models import PublicTry

__all__ = ["Feedback", "GridReport", "Phone", "PhoneUser", "Pin", "PublicTry"]
