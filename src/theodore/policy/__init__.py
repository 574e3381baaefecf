"""The decisions, as pure functions: time and chance come in as arguments."""
