"""The app: its pages and their order."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

from formcheck.app.pages import batch, check, learn, live, progress

__all__ = ["run"]


def run() -> None:
    """Run the script of the app once, for one visitor."""
    # A file of our own: icons by name are fetched from elsewhere.
    icon = files("formcheck.app.component") / "icon.svg"
    st.set_page_config(page_title="formcheck", page_icon=str(icon), layout="wide")
    # Streamlit leaves a hand's breadth free above every page.
    st.html("<style>.stMainBlockContainer{padding-top:4.5rem;padding-bottom:3rem}</style>")
    pages = [
        st.Page(
            check.page,
            title="Check a clip",
            icon=":material/movie:",
            url_path="check",
            default=True,
        ),
        st.Page(
            live.page,
            title="Live coaching",
            icon=":material/videocam:",
            url_path="live",
        ),
        st.Page(batch.page, title="Batch", icon=":material/video_library:", url_path="batch"),
        st.Page(
            progress.page,
            title="Progress",
            icon=":material/trending_up:",
            url_path="progress",
        ),
        st.Page(learn.page, title="Learn", icon=":material/menu_book:", url_path="learn"),
    ]
    st.navigation(pages, position="top").run()
