"""Write ``docs/references.md`` and the links in ``docs/methods.md``.

Run ``python tools/list_references.py`` after a change of ``references.toml``.
"""

from __future__ import annotations

from pathlib import Path

from formcheck._util.files import write_whole
from formcheck.exercises.references import READ_IN_WORDS, Source, load_references

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "references.md"
METHODS = DOCS / "methods.md"

_HEAD = """# References

Made from `src/formcheck/exercises/references.toml` by `python tools/list_references.py`. `[C22]` in
code, in an exercise file, in the app or in [methods.md](methods.md) is the entry of that code here;
"methods 2.3" is the section of that number there. The word "default" is an engineering default of
formcheck, without a published source. "Rendered" and "labelled" clips are our own measurements, in
[benchmarks/RESULTS.md](../benchmarks/RESULTS.md).

**How well a source was read** stands with it, as that limits what it can carry. Of almost all
papers only the abstract or an excerpt was read, and none is recorded as read in full. Titles are
given where they were looked up; otherwise the place is what a source is found by. The entries from
K1 on were named from general knowledge: check them before you build on them.

"""


def page() -> str:
    """The whole page of references."""
    return _HEAD + "".join(_entry(*one) for one in load_references().items())


def _entry(code: str, source: Source) -> str:
    link = f" <{source.url}>" if source.url else ""
    background = " Background." if source.background else ""
    return (
        f'- <a id="{code.lower()}"></a>**{code}** {source.citation}.{link} For: {source.about}. '
        f"*{READ_IN_WORDS[source.read].capitalize()}.*{background}\n"
    )


def methods() -> str:
    """The page of methods with a link for each code."""
    text = METHODS.read_text("utf-8").split("\n[C1]: ")[0].rstrip("\n")
    links = (f"[{code}]: references.md#{code.lower()}\n" for code in load_references())
    return f"{text}\n\n{''.join(links)}"


if __name__ == "__main__":
    write_whole(PAGE, page())
    write_whole(METHODS, methods())
