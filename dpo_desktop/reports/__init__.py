"""Frozen data in, PDF bytes out: no database session, no Qt."""
