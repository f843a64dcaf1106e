"""Clips of the app: their queue, the work on each, and where their files lie."""
