"""Handfast: one company, one plan, and promises that Sales and Operations can keep."""

__version__ = "0.1.0"
