"""Votes of boards that decide in their thread: cast, counted, closed, asked for."""
