"""Where numbers come from: the sources of several things, and what their codes and sections say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from formcheck.app.parts import escaped
from formcheck.exercises.references import (
    CODE,
    READ_IN_WORDS,
    cited,
    load_methods,
    load_references,
)

__all__ = ["show_sources"]


def show_sources(title: str, sources: Sequence[tuple[str, str]]) -> None:
    """Two expanders: each source with the papers that it cites, and the methods it cites.

    Parameters
    ----------
    title : str
        Of the first expander.
    sources : sequence of (str, str)
        What has the source, and the source as the exercise file words it.
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
    sections = [load_methods()[one] for one in numbers if one in load_methods()]
    for one in sections:
        st.markdown(f"**Methods {one.number}: {one.title}**")
        st.markdown(one.text)
    codes = cited(" ".join(one.text for one in sections)).codes
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
    """Text as it is, each code with the address of its source, where that has one."""
    known = load_references()
    parts = CODE.split(text)
    for at in range(1, len(parts), 2):
        name = escaped(f"[{parts[at]}]")
        url = known[parts[at]].url if parts[at] in known else None
        parts[at] = name if url is None else f"[{name}]({url})"
    return "".join(part if at % 2 else escaped(part) for at, part in enumerate(parts))
