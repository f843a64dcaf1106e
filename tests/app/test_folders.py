"""Folders of the server: names only, and nothing beyond them."""

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.app.folders import clips_in, named_folders

WITHIN_S = 30


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with clips, and every way out of it that a link can be."""
    folder = tmp_path / "shelf"
    (folder / "week 1").mkdir(parents=True)
    secret = tmp_path / "secret"
    secret.mkdir()
    for clip in (folder / "a.mp4", folder / "week 1" / "b.mov", secret / "c.mp4"):
        clip.write_bytes(b"clip")
    (folder / "notes.txt").write_text("no clip")
    (folder / "out.mp4").symlink_to(secret / "c.mp4")
    (folder / "out").symlink_to(secret, target_is_directory=True)
    (folder / "again.mp4").symlink_to("a.mp4")
    return folder


def test_clips_of_a_folder_by_names_within_it_and_no_link_leads_out(shelf) -> None:
    clips = clips_in(shelf)
    assert list(clips) == ["a.mp4", "again.mp4", "week 1/b.mov"]
    assert all(one.resolve().is_relative_to(shelf.resolve()) for one in clips.values())


def test_a_folder_that_is_a_link_itself_is_what_the_operator_said(shelf, tmp_path) -> None:
    (tmp_path / "link").symlink_to(shelf, target_is_directory=True)
    (path,) = named_folders([tmp_path / "link"]).values()
    assert "a.mp4" in clips_in(path)


def test_folders_of_one_name_are_told_apart_and_missing_ones_left_out(shelf, tmp_path) -> None:
    other = tmp_path / "other" / "shelf"
    other.mkdir(parents=True)
    folders = named_folders([shelf, other, tmp_path / "gone"])
    assert list(folders) == ["shelf (1)", "shelf (2)"]
    assert clips_in(folders["shelf (2)"]) == {}


def _batch() -> None:
    from formcheck.app.pages.batch import page

    page()


def test_the_page_offers_the_folder_and_says_nothing_of_where_it_is(shelf, monkeypatch) -> None:
    monkeypatch.setenv("FORMCHECK_APP_FOLDERS", os.pathsep.join([str(shelf), ""]))
    monkeypatch.setenv("FORMCHECK_APP_SHARE", "2")
    app = AppTest.from_function(_batch, default_timeout=WITHIN_S).run()
    app.radio[0].set_value("A folder of the server").run()
    assert app.selectbox[1].options == ["shelf"]
    assert app.multiselect[0].options == ["a.mp4", "again.mp4", "week 1/b.mov"]
    app.checkbox[0].check().run()
    assert not app.exception
    assert "These are 3 clips, and one visitor may have 2" in app.warning[0].value
    assert app.button[0].disabled
    seen = [str(one) for kind in (app.markdown, app.selectbox, app.warning) for one in kind]
    assert not any(str(shelf.parent) in one for one in seen)


def test_without_folders_only_uploads_are_offered(monkeypatch) -> None:
    monkeypatch.delenv("FORMCHECK_APP_FOLDERS", raising=False)
    app = AppTest.from_function(_batch, default_timeout=WITHIN_S).run()
    assert not app.exception
    assert not app.radio
