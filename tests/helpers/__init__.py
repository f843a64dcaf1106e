"""Known motion for tests: a stick figure posed by angles, and clips made of plain pictures."""
