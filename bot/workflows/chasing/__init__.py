"""Reminders: planned with what they are about, said in the hours of who hears them, never said when needless."""
