"""The published register of interests as files."""
