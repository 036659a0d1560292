"""The cover sheet of a proposal for a board: what it asks, why, what it costs, and what is wrong with its sums."""
