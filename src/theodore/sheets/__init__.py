"""Tables in and out: CSV is read; CSV and XLSX are written."""
