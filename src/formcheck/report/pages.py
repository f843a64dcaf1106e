"""Templates of pages: those of a package, and the page and style that all reports share."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

__all__ = ["page_templates"]


def page_templates(*packages: str) -> Environment:
    """Templates of these packages and of the report, such as ``page.html`` and ``report.css``.

    Text is escaped, as names of files and profiles may hold anything; a missing value is an error.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in (*packages, "formcheck.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = lambda name: name.replace("_", " ")
    return environment
