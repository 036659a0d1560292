"""Slack out: calls of the Web API, paced and never repeated behind our back, with typed outcomes."""
