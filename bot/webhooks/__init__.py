"""Webhooks out: signed messages to addresses that are checked first, bounded in time and size."""
