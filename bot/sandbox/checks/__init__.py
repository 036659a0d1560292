"""What Slack refuses: blocks, views, messages and metadata that break its rules, told with JSON pointers."""
