"""Which of many frames stand for the lowest and the highest of them."""

__all__ = ["HIGH_PERCENT", "LOW_PERCENT"]

LOW_PERCENT, HIGH_PERCENT = 5.0, 95.0
"""Percentiles that stand for the extremes: a single wild frame must not set one (default)."""
