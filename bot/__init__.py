"""Convenor, a governance bot for health and care partnerships."""
