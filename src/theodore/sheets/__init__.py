"""Tables in and out, and what both need to know of them: cells, columns, headers, layout, record IDs."""
