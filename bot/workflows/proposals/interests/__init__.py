"""Interests that touch proposals: found, declared, ruled on, and who must not read or vote for them."""
