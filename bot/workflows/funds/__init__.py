"""Funds: how they stand, what they give, who allows more than there is, and how partners share what is left over."""
