"""``formcheck app``: starts the server of the app."""

from __future__ import annotations

import sys
import threading
import time
from typing import Annotated

import typer

from formcheck._bundled import bundled

__all__ = ["app"]

_LOOK_EVERY_S = 0.05
_ALL_ADDRESSES = ("0.0.0.0", "::")


def app(
    port: Annotated[int, typer.Option("--port", "-p", help="Port of the page.")] = 8501,
    address: Annotated[
        str,
        typer.Option("--address", help="Who may open it: localhost is this machine only."),
    ] = "localhost",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
) -> None:
    """Open the app: check a clip, and see, compare and keep the result."""
    from streamlit.web import cli

    from formcheck.app.places import remove_left_behind

    remove_left_behind()
    sys.argv = [
        "streamlit",
        "run",
        str(bundled("app") / "app.py"),
        f"--server.port={port}",
        f"--server.address={address}",
        f"--server.headless={str(not browser).lower()}",
        # Streamlit's own welcome asks a server on the internet which address this machine has.
        "--logger.hideWelcomeMessage=true",
    ]
    shown = "localhost" if address in _ALL_ADDRESSES else address
    threading.Thread(target=_load_first_page, daemon=True).start()
    typer.echo(f"formcheck: http://{shown}:{port} (Ctrl-C ends it)")
    cli.main()


def _load_first_page() -> None:
    """Import what the first visitor needs while their browser loads the page around it."""
    from streamlit.runtime import exists

    # Not before the server is there: it would answer later.
    while not exists():
        time.sleep(_LOOK_EVERY_S)
    import formcheck.app.main
    import formcheck.app.pages.check  # noqa: F401
