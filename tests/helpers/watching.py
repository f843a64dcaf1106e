"""Strings that try to be more than text, and a browser that notices when one succeeds."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page

__all__ = ["EVIL", "MARK", "Watcher"]

MARK = "hijacked"
"""Name of the variable that a script that ran would leave behind."""

EVIL = {
    "script": f"<script>window.{MARK}=1</script>",
    "image": f'"><img src=x9 onerror="window.{MARK}=2">',
    "drawing": f"</script></style></title><svg onload='window.{MARK}=3'>",
    "link": f"[press me](javascript:window.{MARK}=4)",
    "picture": "![seen](http://127.0.0.1:9/seen.png)",
    "template": f"{{{{7*7}}}} ${{window.{MARK}=5}} :red[x] $x$ `x`",
}
"""By what each would be where it is not taken as text."""


@dataclass
class Watcher:
    """What a visitor's browser did that no text may make it do.

    Attributes
    ----------
    wrongs : list of str
        Dialogs, errors of scripts that were put in, and requests for what was put in.
    """

    context: BrowserContext
    wrongs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("dialog", self._dialog)
        self.context.on("console", lambda one: self._heard(one.text))
        self.context.on("weberror", lambda one: self._heard(str(one.error)))
        self.context.on("request", lambda one: self._asked(one.url))

    def _dialog(self, dialog) -> None:
        self.wrongs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _heard(self, text: str) -> None:
        if MARK in text or "x9" in text:
            self.wrongs.append(text)

    def _asked(self, url: str) -> None:
        if url.endswith("/x9") or url.startswith("http://127.0.0.1:9/"):
            self.wrongs.append(url)

    def assert_only_text(self, page: Page) -> None:
        """No script ran, and nothing on the page could run one."""
        assert page.evaluate(f"typeof window.{MARK}") == "undefined"
        for trap in ("img[src=x9]", "a[href^='javascript:' i]", "[onerror]", "svg[onload]"):
            assert page.locator(trap).count() == 0, trap
        scripts = page.locator("script").all_text_contents()
        assert [one for one in scripts if MARK in one and "window." + MARK in one[:60]] == []
        assert self.wrongs == []
