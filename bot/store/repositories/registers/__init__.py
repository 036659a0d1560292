"""Registers whole: every record of a kind read at once, and written as a register has it."""
