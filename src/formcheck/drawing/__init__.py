"""What is drawn on frames and beside them; nothing is measured here."""
