"""Rounds of bids: opened by the office, scored by a panel, ranked, and put before a board, each bid by itself."""
