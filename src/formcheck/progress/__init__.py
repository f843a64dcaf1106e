"""Trends of the kept sessions over the weeks, and the ladder of exercises."""
