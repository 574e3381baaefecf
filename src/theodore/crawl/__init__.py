"""Company in, pages out."""
