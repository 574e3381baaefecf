"""The journal: the only truth about work, and all SQL."""
