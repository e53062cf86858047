"""Widgets only; talks to services through work."""
