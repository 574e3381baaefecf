"""Tables out: new ones, and results in a person's own."""
