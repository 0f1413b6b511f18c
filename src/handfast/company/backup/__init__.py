"""Backup and restore: a company as one file, which becomes a company again on either database."""
