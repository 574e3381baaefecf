"""How pages are read: parsed, seen as a person sees them, quoted, and held to their quotes."""
