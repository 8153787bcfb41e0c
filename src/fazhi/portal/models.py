"""What the portal keeps; the models of each side stand in their own folder."""

from fazhi.portal.phone.models import GridReport, Phone, PhoneUser, Pin

__all__ = ["GridReport", "Phone", "PhoneUser", "Pin"]
