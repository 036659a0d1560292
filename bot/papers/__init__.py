"""Files that offices keep, read and written."""
