"""What states a field on a page, by the groups of the catalogue."""
