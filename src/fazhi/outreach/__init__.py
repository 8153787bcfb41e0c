"""Outreach (普法活动): activities in schools, villages and enterprises, and the series of videos with their views."""
