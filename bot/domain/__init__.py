"""Rules and values of governance: pure decisions, standard library only."""
