"""Variants: an exercise file that names another one and says only what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

__all__ = ["is_tables", "merged"]

Table = dict[str, Any]

_FORMS = ("when", "all", "any")


def merged(base: Mapping[str, Any], variant: Mapping[str, Any]) -> Table:
    """The whole definition of a variant.

    Parameters
    ----------
    base : mapping
        The exercise it extends, whole, as read from TOML.
    variant : mapping
        What the file of the variant says.

    Returns
    -------
    dict
        Tables are merged key by key. ``checks`` are merged by ``id``: a known id changes the keys
        it gives, and conditions of its own replace those of the base together; a known id with
        ``drop = true`` is left out; an unknown id is a further check. A headline row that says
        anything is taken whole. Every other value, lists included, replaces that of the base.

    Notes
    -----
    Nothing is checked here: the schema judges the result as if it had been written out.
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
    # What is no text names no check; the schema says so.
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
    """Whether this is a list of tables, as ``[[checks]]`` makes one."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
