"""Variants: exercise files that extend another exercise and give only the differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

__all__ = ["is_tables", "merged"]

Table = dict[str, Any]

_FORMS = ("when", "all", "any")


def merged(base: Mapping[str, Any], variant: Mapping[str, Any]) -> Table:
    """Merge a variant into the exercise that it extends.

    Parameters
    ----------
    base : mapping
        The whole exercise that it extends, as read from TOML.
    variant : mapping
        The file of the variant, as read from TOML.

    Returns
    -------
    dict
        Tables are merged key by key. ``checks`` are merged by ``id``: a known id changes the keys
        it gives, and its conditions replace all those of the base; a known id with
        ``drop = true`` is left out; an unknown id is a further check. A headline row replaces that
        of the base. Every other value, lists included, replaces that of the base.

    Notes
    -----
    Nothing is validated here: the schema validates the merged definition.
    """
    whole = dict(base)
    for key, value in variant.items():
        before = whole.get(key)
        if key == "checks" and is_tables(before) and is_tables(value):
            whole[key] = _checks(before, value)
        elif key == "headline" and isinstance(before, Mapping) and isinstance(value, Mapping):
            whole[key] = {**before, **value}
        elif isinstance(before, Mapping) and isinstance(value, Mapping):
            whole[key] = merged(before, value)
        else:
            whole[key] = value
    return whole


def _checks(base: Sequence[Table], variant: Sequence[Table]) -> list[Table]:
    # The schema reports ids that are not text.
    changes = {check["id"]: check for check in variant if isinstance(check.get("id"), str)}
    known = [check.get("id") for check in base]
    kept = [_check(check, changes.get(check.get("id"), {})) for check in base]
    further = [check for check in variant if check.get("id") not in known]
    return [check for check in (*kept, *further) if check.get("drop") is not True]


def _check(base: Table, change: Table) -> Table:
    replaced = any(form in change for form in _FORMS)
    kept = {key: value for key, value in base.items() if not (replaced and key in _FORMS)}
    return {**kept, **change}


def is_tables(value: object) -> TypeGuard[list[Table]]:
    """Whether this is a list of tables, as from ``[[checks]]``."""
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)
