"""Use cases: one function is one transaction with at least one audit entry. Results are frozen values."""
