"""Home: a person's desk, what it shows and when it is shown anew."""
