"""Use cases: what happens on a command, a click or a tick. Each takes facts and returns values."""
