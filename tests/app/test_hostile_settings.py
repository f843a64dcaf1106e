"""Settings of an operator are numbers that make sense, or are told by their name."""

from __future__ import annotations

import pytest

from formcheck.app.server import settings
from formcheck.errors import FormcheckError

NAMES = ("PLACES", "WAITING", "SHARE", "MINUTES")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "value", ["nan", "inf", "-inf", "0", "-3", "ten", "1e999", "\u00b2", "1,5"]
)
def test_no_number_of_anything(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"FORMCHECK_APP_{name}", value)
    with pytest.raises(FormcheckError, match=f"FORMCHECK_APP_{name} is '.*'; it has to be"):
        settings()


@pytest.mark.parametrize("value", ["0.5", "1e308", "9" * 400])
def test_no_number_of_clips(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES[:3]:
        with monkeypatch.context() as patched:
            patched.setenv(f"FORMCHECK_APP_{name}", value)
            with pytest.raises(FormcheckError, match=f"FORMCHECK_APP_{name}"):
                settings()


def test_numbers_that_make_sense(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(NAMES, ("2", "50", "5", "0.5"), strict=True):
        monkeypatch.setenv(f"FORMCHECK_APP_{name}", value)
    chosen = settings()
    assert (chosen.places, chosen.waiting, chosen.share, chosen.minutes) == (2, 50, 5, 0.5)
