"""What is taken in as a history may hold anything: it is one, or nothing of it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from formcheck.errors import HistoryError
from formcheck.store.sessions import (
    export_sessions,
    import_sessions,
    keep_session,
    list_sessions,
)
from helpers.kept import trained
from helpers.mangling import mangled

LINES = (
    *('"score": NaN,', '"score": 1e999,', '"score": -1,', '"score": 101,', '"score": "90",'),
    *('"number": 0,', '"number": 99999999999999999999,', '"number": true,', '"reps": 3,'),
    *('"done": "1600-01-01T00:00:00Z",', '"done": "9999-12-31T23:59:59Z",', '"done": 1e300,'),
    *('"clip": "\\ud800",', '"clip": "\\u0000",', '"clip": "<script>alert(1)</script>",'),
    *(f'"clip": "{"x" * 5000}",', '"sha256": "",', '"extra": 1,', '"schema_version": 9,'),
    *("[" * 5000, "{" * 100, "]", "}", '"sets": [],', "\0", "null", '"excursion": 1e308,'),
)


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "ann"))
    keep_session("ann", trained("one", back_deg=12.0, legs=["left", "right"] * 4, pain=False))
    keep_session("ann", trained("two", "glute_bridge", load="20 kg"))
    return export_sessions("ann")


def test_an_export_with_anything_in_it(
    exported: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "bob"))

    @settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
    @given(content=mangled((exported,), LINES))
    def take_in(content: bytes) -> None:
        before = list_sessions("bob")
        try:
            new = import_sessions("bob", content.decode("utf-8", "surrogateescape"))
        except HistoryError as error:
            assert "\n" not in str(error)
            assert len(str(error)) < 1000
            new = 0
        # What was taken in can be read, and goes out again.
        assert len(list_sessions("bob")) == len(before) + new
        assert export_sessions("bob")

    take_in()


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "[" * 200_000, '{"sessions": [' + "{}," * 10_000 + "{}]}", "\udcff"],
    ids=["nothing", "empty", "list", "null", "deep", "many", "half a letter"],
)
def test_exports_of_ill_will(text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path))
    with pytest.raises(HistoryError, match="no export of formcheck"):
        import_sessions("bob", text)
    assert list_sessions("bob") == ()
