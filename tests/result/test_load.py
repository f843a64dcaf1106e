"""The load of a set, as people say it."""

from __future__ import annotations

import pytest

from formcheck.errors import FormcheckError
from formcheck.result.load import Load, parse_load


@pytest.mark.parametrize(
    ("said", "kind", "kg", "shown"),
    [
        ("bodyweight", "bodyweight", None, "bodyweight"),
        ("Band ", "band", None, "band"),
        ("20 kg", "weight", 20.0, "20 kg"),
        ("12.5kg", "weight", 12.5, "12.5 kg"),
        ("12,5", "weight", 12.5, "12.5 kg"),
        ("100 KG", "weight", 100.0, "100 kg"),
    ],
)
def test_loads_are_understood(said, kind, kg, shown) -> None:
    load = parse_load(said)
    assert load == Load(kind=kind, kg=kg)
    assert str(load) == shown


@pytest.mark.parametrize("said", ["", "heavy", "0", "-5", "20 lb", "nan", "501", "1e3"])
def test_what_is_no_load_says_what_would_be(said) -> None:
    with pytest.raises(FormcheckError, match="bodyweight, band, or kilograms"):
        parse_load(said)
