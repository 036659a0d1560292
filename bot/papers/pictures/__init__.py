"""Pictures of the register, each from values alone: the same values give the same bytes."""
