"""The app: its pages and their order."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.resources import files

import streamlit as st

from formcheck.app.server import open_line

__all__ = ["run"]


def run() -> None:
    """Run the script of the app once, for one visitor."""
    # A file of our own: icons by name are fetched from elsewhere.
    icon = files("formcheck.app.components") / "icon.svg"
    st.set_page_config(page_title="formcheck", page_icon=str(icon), layout="wide")
    # Streamlit leaves a hand's breadth free above every page, and cuts long labels short on phones,
    # where a statement to agree to must be read whole, and which files are taken. Its captions are
    # too pale to be read by all.
    st.html(
        "<style>.stMainBlockContainer{padding-top:4.5rem;padding-bottom:3rem}"
        ".stCheckbox label *,[data-testid=stFileUploaderDropzoneInstructions] *"
        "{white-space:normal;overflow:visible}"
        "[data-testid=stCaptionContainer]{opacity:.8!important}</style>"
    )
    pages = [
        st.Page(
            _page("check"),
            title="Check a clip",
            icon=":material/movie:",
            url_path="check",
            default=True,
        ),
        st.Page(_page("live"), title="Live coaching", icon=":material/videocam:", url_path="live"),
        st.Page(_page("compare"), title="Compare", icon=":material/compare:", url_path="compare"),
        st.Page(_page("batch"), title="Batch", icon=":material/video_library:", url_path="batch"),
        st.Page(
            _page("progress"),
            title="Progress",
            icon=":material/trending_up:",
            url_path="progress",
        ),
        st.Page(_page("learn"), title="Learn", icon=":material/menu_book:", url_path="learn"),
    ]
    st.navigation(pages, position="top").run()
    # After the page: on few cores it would wait for what is loaded here.
    open_line()


def _page(name: str) -> Callable[[], None]:
    """A page whose module is loaded when it is first opened: the first page waits for no other."""

    def page() -> None:
        import_module(f"formcheck.app.pages.{name}").page()

    return page
