"""投诉建议: what anybody says of the software or of those who work with it, and the answer."""
