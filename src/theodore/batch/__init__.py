"""The heart: many companies, each in its own time, none in another's way."""
