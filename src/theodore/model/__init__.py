"""What the program talks about: frozen types, and the protocols at which rooms meet."""
