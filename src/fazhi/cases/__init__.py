"""The one case record: whatever takes steps over time is a case, with town, number, kind, status and dated steps."""
