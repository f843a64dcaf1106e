"""What the tests of pages leave behind."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True)
def own_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit puts its script in the place of the main module, which new processes then run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
