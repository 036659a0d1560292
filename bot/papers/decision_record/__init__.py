"""A decision record as a paper: what was decided, by whom, on which papers, with what hangs on it."""
