"""Tables in: any file that people have, as rows of companies."""
