"""Leadership (会议与责任): the party committee's agenda, the leading group over time, shortcomings and plans."""
