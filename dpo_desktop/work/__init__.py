"""Execution off the window's thread. Knows Qt, knows no SQL."""
