"""Slack in: each handler reads the payload, calls one use case, and answers."""
