"""The annual report: its words, its checks and its papers."""
