"""The app: its pages and their order."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

from formcheck.app.pages import batch, check, compare, learn, progress

__all__ = ["run"]


def run() -> None:
    """Run the script of the app once, for one visitor."""
    # A file of our own: icons by name are fetched from elsewhere.
    icon = files("formcheck.app.component") / "icon.svg"
    st.set_page_config(page_title="formcheck", page_icon=str(icon), layout="wide")
    # Streamlit leaves a hand's breadth free above every page, and cuts long labels short on phones,
    # where a statement to agree to must be read whole.
    st.html(
        "<style>.stMainBlockContainer{padding-top:4.5rem;padding-bottom:3rem}"
        ".stCheckbox label *{white-space:normal;overflow:visible}</style>"
    )
    pages = [
        st.Page(
            check.page,
            title="Check a clip",
            icon=":material/movie:",
            url_path="check",
            default=True,
        ),
        st.Page(compare.page, title="Compare", icon=":material/compare:", url_path="compare"),
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
