"""A Slack-compatible workspace in a browser, as strict as Slack, for development, demonstrations and tests."""
