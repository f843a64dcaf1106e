"""Where the page cannot be served, one line says so before anything is started."""

import socket
from collections.abc import Iterator

import pytest

from formcheck.cli.main import main


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["app", "--no-browser", *arguments])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    (line,) = said.err.splitlines()
    return line


def test_a_port_in_use_is_named(taken, capsys) -> None:
    line = refused(capsys, "--address", "127.0.0.1", "--port", str(taken))
    assert f"127.0.0.1:{taken}" in line
    assert "--port" in line


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8::7", "a..b"])
def test_an_address_of_no_machine_here_is_named(address, capsys) -> None:
    line = refused(capsys, "--address", address)
    assert address in line
    assert "--address" in line


@pytest.mark.parametrize("port", ["0", "65536"])
def test_a_port_that_there_is_not_is_a_wrong_argument(port, capsys) -> None:
    assert "--port" in refused(capsys, "--port", port)
