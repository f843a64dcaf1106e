"""Results read from JSON, also those that older versions of formcheck have written."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from formcheck.errors import FormcheckError
from formcheck.result.result import Result
from formcheck.result.schema import SCHEMA_VERSION

__all__ = ["read_result", "upgraded"]

_FROM_1 = {"opened": "starts_before_clip", "cut": "ends_after_clip"}


def read_result(text: str | bytes) -> Result:
    """A result from its JSON.

    Raises
    ------
    FormcheckError
        It is no result, or comes from a newer version of formcheck.
    """
    try:
        document = json.loads(text)
        version = document.get("schema_version")
        if isinstance(version, int) and version > SCHEMA_VERSION:
            raise FormcheckError(
                f"this result was written by a newer formcheck (schema {version}; this one reads "
                f"up to {SCHEMA_VERSION}); update formcheck"
            )
        return Result.model_validate(upgraded(document))
    except (ValueError, AttributeError, KeyError, TypeError, ValidationError) as error:
        raise FormcheckError("this is no result of formcheck; analyse the clip again") from error


def upgraded(document: dict[str, Any]) -> dict[str, Any]:
    """A document of an older schema as it would be written today; the same where it is current.

    Parameters
    ----------
    document : dict
        Decoded JSON of schema version 1 or 2. In version 1 a repetition stood within its result,
        beside findings and score, and what it was counted by only with the set.
    """
    if document["schema_version"] != 1:
        return document
    return {
        **document,
        "schema_version": SCHEMA_VERSION,
        "sets": [
            {**each, "reps": [rep_from_1(rep, each["driving_signal"]) for rep in each["reps"]]}
            for each in document["sets"]
        ],
    }


def rep_from_1(document: dict[str, Any], driving_signal: str) -> dict[str, Any]:
    """A repetition of schema version 1 in today's form."""
    judged = {name: value for name, value in document.items() if name != "rep"}
    times = {_FROM_1.get(name, name): value for name, value in document["rep"].items()}
    return {**times, "driving_signal": driving_signal, **judged}
