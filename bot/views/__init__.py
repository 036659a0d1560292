"""Slack out: typed block builders, ids, and wording in templates."""
