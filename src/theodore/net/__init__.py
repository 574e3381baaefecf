"""How anything of ours reaches an address that somebody else chose."""
