"""Rendered sample clips of a person exercising, with exactly known joint angles."""
