"""A run as something to send on: one HTML file with charts, failures and all companies."""
