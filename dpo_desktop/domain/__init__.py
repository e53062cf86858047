"""Rules as plain Python: no Qt, no SQL, no clock, no files."""
