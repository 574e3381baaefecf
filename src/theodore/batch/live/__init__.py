"""A run in a Google Sheet while it goes on: one coroutine that reads the sheet, decides, notes and writes."""
