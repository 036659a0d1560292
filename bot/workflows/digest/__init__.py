"""The weekly digest: gathered by queries, kept as it was made, sent to channels, people and those without Slack."""
