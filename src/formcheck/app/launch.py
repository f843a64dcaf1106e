"""``formcheck app``: starts the server of the app."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from typing import Annotated

import typer

from formcheck._util.resources import bundled
from formcheck.errors import FormcheckError

__all__ = ["app"]

_CHECK_EVERY_S = 0.05
_ALL_ADDRESSES = ("0.0.0.0", "::")


def app(
    port: Annotated[
        int, typer.Option("--port", "-p", min=1, max=65535, help="Port of the page.")
    ] = 8501,
    address: Annotated[
        str,
        typer.Option("--address", help="Who may open it: localhost is this machine only."),
    ] = "localhost",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
) -> None:
    """Open the app: check a clip, and see, compare and keep the result."""
    _check_free(address, port)
    from streamlit.web import cli

    from formcheck.app.jobs.storage import remove_left_behind

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
    threading.Thread(target=_load_first_page, daemon=True).start()
    typer.echo(f"formcheck: http://{_host(address)}:{port} (Ctrl-C ends it)")
    cli.main()


def _check_free(address: str, port: int) -> None:
    """Check that the server can listen, because Streamlit would end in a traceback.

    Raises
    ------
    FormcheckError
        The port is in use, or the address is not of this machine.
    """
    try:
        family, kind, protocol, _, socket_address = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            if os.name == "posix":
                # Connections of a server that has just ended do not block the port.
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(socket_address)
    # UnicodeError: not a valid host name.
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FormcheckError(
            f"no page can be served at {_host(address)}:{port} ({reason}); "
            "name another --port or --address"
        ) from error


def _host(address: str) -> str:
    """The host in the URL of the page."""
    if address in _ALL_ADDRESSES:
        return "localhost"
    return f"[{address}]" if ":" in address else address


def _load_first_page() -> None:
    """Import what the first page needs while the browser loads Streamlit."""
    from streamlit.runtime import exists

    # Not before the server runs: the import would delay it.
    while not exists():
        time.sleep(_CHECK_EVERY_S)
    import formcheck.app.main
    import formcheck.app.pages.check  # noqa: F401
