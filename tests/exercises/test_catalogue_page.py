"""The page about the catalogue says what the catalogue holds."""

from pathlib import Path

from tools.list_catalogue import PAGE, page


def test_the_page_is_made_from_the_files_as_they_are() -> None:
    assert Path(__file__).parents[2] / "docs" / "catalogue.md" == PAGE
    written = PAGE.read_text("utf-8")
    assert written == page(), "run python tools/list_catalogue.py"
