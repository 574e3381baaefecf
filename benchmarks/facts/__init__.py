"""How good the extraction is: by field on the demo web and on real sites, and what it costs."""
