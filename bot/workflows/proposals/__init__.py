"""Proposals: what people write in them, the route they take, and what boards answer."""
