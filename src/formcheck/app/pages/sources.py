"""Sources of thresholds: the references and the sections of the methods that they cite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from formcheck.app.widgets import escaped
from formcheck.exercises.references import (
    CODE,
    READ_IN_WORDS,
    cited,
    load_methods,
    load_references,
)

__all__ = ["show_sources"]


def show_sources(title: str, sources: Sequence[tuple[str, str]]) -> None:
    """Draw two expanders: the sources with the papers they cite, and the methods they cite.

    Parameters
    ----------
    title : str
        Title of the first expander.
    sources : sequence of (str, str)
        What the source is for, and the source as in the exercise file.
    """
    found = cited(" ".join(source for _, source in sources))
    with st.expander(title):
        for what, source in sources:
            st.markdown(f"- **{escaped(what)}**: {_linked(source)}")
        st.caption(
            "Default: an engineering default without a published source. Methods: see further down."
        )
        _references(found.codes)
    if found.sections:
        with st.expander("The methods that they name"):
            _methods(found.sections, shown=found.codes)


def _methods(numbers: Iterable[str], shown: Iterable[str]) -> None:
    methods = load_methods()
    sections = [methods[number] for number in numbers if number in methods]
    for section in sections:
        st.markdown(f"**Methods {section.number}: {section.title}**")
        st.markdown(section.text)
    codes = cited(" ".join(section.text for section in sections)).codes
    _references([code for code in codes if code not in set(shown)])


def _references(codes: Iterable[str]) -> None:
    known = load_references()
    for code in codes:
        if code not in known:
            continue
        source = known[code]
        label = READ_IN_WORDS[source.read]
        st.markdown(f"- {_linked(f'[{code}]')} {escaped(source.citation)}. *{label.capitalize()}.*")


def _linked(text: str) -> str:
    """The text with each code linked to its source, where that has a URL."""
    known = load_references()
    parts = CODE.split(text)
    for at in range(1, len(parts), 2):
        name = escaped(f"[{parts[at]}]")
        url = known[parts[at]].url if parts[at] in known else None
        parts[at] = name if url is None else f"[{name}]({url})"
    return "".join(part if at % 2 else escaped(part) for at, part in enumerate(parts))
