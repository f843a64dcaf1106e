"""What the kept sessions say over the weeks: trends and the ladder."""
