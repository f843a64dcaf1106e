"""Clips in and out: frames with true times, and H.264 that browsers play."""
