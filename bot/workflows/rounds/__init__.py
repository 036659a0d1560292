"""Monthly rounds of updates: opened, answered, looked at, closed."""
