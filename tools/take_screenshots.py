"""Pictures of every page of the app: ``python -m tools.take_screenshots``.

A real server with a home of its own, headless Chromium, and only rendered samples. The pictures go
to ``docs/screenshots``: laptop (1280 x 800) as ``page.jpg``, phone (390 x 844) as
``page_phone.jpg``, and a dark one of the result.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright
from tests.helpers.app import BROWSER_OPTIONS, CHROMIUM, running_app

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_videos"
SHELF = (
    "hip_hinge_good_female_yaw0",
    "squat_too_shallow_male_yaw0",
    "glute_bridge_not_high_enough_female_yaw0",
)
LAPTOP, PHONE = (1280, 800), (390, 844)
# Phone and dark: each or neither.
LOOKS = ((False, False), (True, False), (False, True))
WORK_MS = 600_000
QUALITY = 80


class Camera:
    """Takes pictures of one page at one width."""

    def __init__(self, browser: Browser, address: str, folder: Path, phone: bool, dark: bool):
        width, height = PHONE if phone else LAPTOP
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2 if phone else 1,
            color_scheme="dark" if dark else "light",
        )
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)
        self._address = address
        self._folder = folder
        self._ending = ("_dark" if dark else "") + ("_phone" if phone else "")

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(f"{self._address}/{path}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self._settle()

    def take(self, name: str, *, whole: bool = False) -> None:
        """Take a picture of what is seen, or of the whole page however long it is."""
        self._settle()
        path = self._folder / f"{name}{self._ending}.jpg"
        size = self.page.viewport_size
        if whole and size is not None:
            # The page scrolls within itself: a window as high as it shows all of it.
            inside = "document.querySelector('.stMainBlockContainer').scrollHeight"
            self.page.set_viewport_size({**size, "height": self.page.evaluate(inside)})
            self._settle()
        # Pictures for reading on the web: one pixel of the page is one of the picture.
        self.page.screenshot(path=path, type="jpeg", quality=QUALITY, scale="css")
        if whole and size is not None:
            self.page.set_viewport_size(size)
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB", flush=True)

    def _settle(self) -> None:
        """Until nothing is loaded or drawn any more."""
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0)
        self.page.wait_for_timeout(1200)

    def close(self) -> None:
        self.page.context.close()


def check(camera: Camera) -> None:
    """Before, during and after a clip; the session is kept."""
    page = camera.page
    camera.go("")
    camera.take("check")
    page.get_by_role("button", name="Squat: a fault to find").click()
    expect(page.get_by_alt_text("The clip as it is looked at")).to_be_visible(timeout=WORK_MS)
    page.wait_for_timeout(3000)
    camera.take("working")
    expect(page.get_by_test_id("stMetricValue").first).to_be_visible(timeout=WORK_MS)
    page.wait_for_function("document.querySelector('video')?.readyState >= 2")
    page.get_by_role("button", name="Show repetition 2").click()
    camera.take("result")
    camera.take("result_whole", whole=True)
    page.get_by_role("button", name="Keep this session").click()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("See the Progress page")).to_be_visible()


def batch(camera: Camera) -> None:
    """A folder of the server: chosen, under way, done."""
    page = camera.page
    camera.go("batch")
    page.get_by_text("A folder of the server").click()
    page.get_by_text("All of its").click()
    page.get_by_text("I had no recent birth").click()
    camera.take("batch_start")
    page.get_by_role("button", name="Check all").click()
    done = page.get_by_text("1 of 4 clips are done").or_(page.get_by_text("2 of 4 clips are done"))
    expect(done.first).to_be_visible(timeout=WORK_MS)
    camera.take("batch_working")
    expect(page.get_by_text("clips were analysed")).to_be_visible(timeout=WORK_MS)
    camera.take("batch")


def progress(camera: Camera) -> None:
    """What was kept."""
    camera.go("progress")
    camera.take("progress", whole=True)


def learn(camera: Camera) -> None:
    """One exercise."""
    camera.go("learn?exercise=squat")
    camera.take("learn", whole=True)


PAGES: dict[str, Callable[[Camera], None]] = {
    "check": check,
    "batch": batch,
    "progress": progress,
    "learn": learn,
}


def shelf(folder: Path) -> None:
    """Clips for the Batch page, one of them broken."""
    folder.mkdir()
    for name in SHELF:
        shutil.copy(SAMPLES / f"{name}.mp4", folder)
    (folder / "unfinished_download.mp4").write_bytes(
        (SAMPLES / f"{SHELF[0]}.mp4").read_bytes()[:999]
    )


def main() -> None:
    """Take all pictures, or those of the pages that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help=f"of {', '.join(PAGES)}; all if none is named")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--model", default="full")
    parser.add_argument("--quick", action="store_true", help="laptop and light only")
    options = parser.parse_args()
    wanted = options.pages or list(PAGES)
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        home = Path(name)
        shelf(home / "clips of this week")
        settings = {
            "FORMCHECK_APP_MODEL": options.model,
            "FORMCHECK_APP_FOLDERS": os.pathsep.join([str(home / "clips of this week")]),
        }
        with running_app(home, **settings) as app:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_OPTIONS)
            for page in wanted:
                for phone, dark in LOOKS[:1] if options.quick else LOOKS:
                    camera = Camera(browser, app.address, options.folder, phone, dark)
                    PAGES[page](camera)
                    camera.close()
            browser.close()


if __name__ == "__main__":
    main()
