"""How templates become pages, whichever page it is."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

__all__ = ["page_templates"]


def page_templates(*packages: str) -> Environment:
    """Templates of these packages, and of the report, whose parts other pages include.

    Text is escaped: names of files and profiles may hold anything. What a template asks for and
    is not given is an error.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(one) for one in (*packages, "formcheck.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = lambda name: name.replace("_", " ")
    return environment
