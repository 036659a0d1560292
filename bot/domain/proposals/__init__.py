"""Proposals: what is asked of boards and funds, the route they take, and what was decided."""
