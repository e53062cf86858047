"""Tests with the real parts. See CONTRIBUTING.md."""
