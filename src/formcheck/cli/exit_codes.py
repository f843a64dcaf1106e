"""What the command ends with; the same for every subcommand."""

__all__ = ["BAD_INPUT", "INTERRUPTED", "SOME_FAILED"]

BAD_INPUT = 2
SOME_FAILED = 3
INTERRUPTED = 130
