"""Pages in, facts out: each value with the words that prove it, each blank with its reason."""
