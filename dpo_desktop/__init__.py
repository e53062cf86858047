"""DPO Desktop: the workstation of a Data Protection Officer. See ARCHITECTURE.md for the map."""

__version__ = "0.1.0"
