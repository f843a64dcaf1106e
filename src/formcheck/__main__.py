"""The `formcheck` command, and ``python -m formcheck``."""

from formcheck.cli.signals import stop_at_once

__all__ = ["main"]


def main() -> None:
    """Take care of signals before anything slow is imported, then run the command line."""
    stop_at_once()
    from formcheck.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
