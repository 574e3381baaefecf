"""A Google Sheet as a table of companies: what its API gives is read, what it takes is made; nothing is sent here."""
