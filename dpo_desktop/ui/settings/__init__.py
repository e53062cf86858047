"""Appearance, passphrase, and what the workspace knows of itself."""
