"""The desk for reports: what was issued, a new one, checking a file."""
