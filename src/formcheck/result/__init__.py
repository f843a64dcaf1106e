"""The result of one clip: its schema, and what is said about it in words and tables."""
