"""The app: its pages and their order."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.resources import files

import streamlit as st

from formcheck.app.server import shared_queue

__all__ = ["run"]

_PAGES = (
    ("check", "Check a clip", "movie"),
    ("live", "Live coaching", "videocam"),
    ("compare", "Compare", "compare"),
    ("batch", "Batch", "video_library"),
    ("progress", "Progress", "trending_up"),
    ("learn", "Learn", "menu_book"),
)
"""Module in `formcheck.app.pages`, title and icon of each page."""


def run() -> None:
    """Draw the app once, for one visitor."""
    # Streamlit would fetch an icon of its own from another server.
    icon = files("formcheck.app") / "components" / "icon.svg"
    st.set_page_config(page_title="formcheck", page_icon=str(icon), layout="wide")
    # Streamlit's defaults leave much space above a page, cut long labels on phones, and draw
    # captions with too little contrast.
    st.html(
        "<style>.stMainBlockContainer{padding-top:4.5rem;padding-bottom:3rem}"
        ".stCheckbox label *,[data-testid=stFileUploaderDropzoneInstructions] *"
        "{white-space:normal;overflow:visible}"
        "[data-testid=stCaptionContainer]{opacity:.8!important}</style>"
    )
    pages = [
        st.Page(
            _page(name),
            title=title,
            icon=f":material/{icon}:",
            url_path=name,
            default=name == "check",
        )
        for name, title, icon in _PAGES
    ]
    st.navigation(pages, position="top").run()
    # The worker processes start after the page: on few cores they would delay it.
    shared_queue()


def _page(name: str) -> Callable[[], None]:
    """A page whose module is imported when it is first opened."""

    def page() -> None:
        import_module(f"formcheck.app.pages.{name}").page()

    return page
