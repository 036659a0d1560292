"""Repositories: rows to domain values and back, one per aggregate."""
