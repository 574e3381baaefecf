"""What the sites of the farm show: contents in blocks, and layouts that turn blocks into HTML."""
