"""The audit trail: how far it goes, and checking it."""
