"""Pictures of every page of the app: ``python -m tools.take_screenshots``.

A real server with a home of its own, headless Chromium, and only rendered samples. The pictures of
`PUBLISHED` go to ``docs/screenshots``: laptop (1280 x 800) as ``page.jpg``, phone (390 x 844) as
``page_phone.jpg``. With ``--all`` every step of every page is taken in every look, for reading.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright
from tests.helpers.app import BROWSER_OPTIONS, CHROMIUM, running_app
from tests.helpers.fake_camera import camera_flags, standing_around, write_camera

from formcheck.pipeline import analyze
from formcheck.store.sessions import keep_session

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_videos"
SHELF = (
    "hip_hinge_good_female_yaw0",
    "squat_too_shallow_male_yaw0",
    "glute_bridge_not_high_enough_female_yaw0",
)
# Kept so many days ago, for the Progress page.
KEPT = (
    (17, "squat_too_shallow_male_yaw0"),
    (10, "squat_tail_tucks_female_yaw0"),
    (3, "squat_good_male_yaw0"),
)
LAPTOP, PHONE = (1280, 800), (390, 844)
LOOKS = {
    "": (LAPTOP, "light"),
    "_phone": (PHONE, "light"),
    "_dark": (LAPTOP, "dark"),
    "_phone_dark": (PHONE, "dark"),
}
PUBLISHED = (
    "check",
    "result",
    "result_phone",
    "live",
    "compare",
    "batch",
    "progress",
    "progress_phone",
    "learn",
)
NEWCOMER = "newcomer"
LOW_AFTER_S = 1.4
BEFORE_CAMERA = "squat_too_shallow_male_yaw0"
BEFORE_S, AFTER_S = 12.0, 30.0
# A headless browser has no voice; what it would say is noted, and said to be over.
MUTE = """
window.spoken = [];
speechSynthesis.cancel = () => {};
speechSynthesis.speak = (words) => {
  window.spoken.push(words.text);
  setTimeout(() => words.onend && words.onend(new Event("end")), 200);
};
"""
WORK_MS, PATIENCE_MS = 600_000, 60_000
QUALITY = 80


class Camera:
    """Takes pictures of one page, each in the looks that are wanted."""

    def __init__(self, browser: Browser, address: str, folder: Path, *, everything: bool):
        self.page = browser.new_context().new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self._address = address
        self._folder = folder
        self._everything = everything
        self._look("")

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(f"{self._address}/{path}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self._settle()

    def take(self, name: str, *, whole: bool = False) -> None:
        """Take a picture of what is seen, or of the whole page however long it is."""
        for ending in LOOKS:
            if self._everything or f"{name}{ending}" in PUBLISHED:
                self._look(ending)
                self._shoot(self._folder / f"{name}{ending}.jpg", whole=whole)
        self._look("")

    def _look(self, ending: str) -> None:
        (width, height), scheme = LOOKS[ending]
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    def _shoot(self, path: Path, *, whole: bool) -> None:
        self._settle()
        size = self.page.viewport_size
        if whole and size is not None:
            # The page scrolls within itself: a window as high as it shows all of it.
            inside = "document.querySelector('.stMainBlockContainer').scrollHeight"
            self.page.set_viewport_size({**size, "height": self.page.evaluate(inside)})
            self._settle()
        self.page.screenshot(path=path, type="jpeg", quality=QUALITY)
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


def compare(camera: Camera) -> None:
    """Two samples: before, and in step."""
    page = camera.page
    camera.go("compare")
    camera.take("compare_start", whole=True)
    for _ in range(2):
        page.get_by_role("button", name="A sample").first.click()
        page.wait_for_timeout(1500)
    expect(page.get_by_role("heading", name="What differs")).to_be_visible(timeout=WORK_MS)
    page.locator(".in_step[data-ready=true]").wait_for()
    page.get_by_role("button", name="Next repetition").click()
    slider = page.get_by_label("Position in both videos")
    # To where both are low.
    slider.fill(f"{float(slider.input_value()) + LOW_AFTER_S:.1f}")
    camera.take("compare", whole=True)


def progress(camera: Camera) -> None:
    """What was kept."""
    page = camera.page
    camera.go("progress")
    camera.take("progress", whole=True)
    page.get_by_role("tab", name="Ladder").click()
    camera.take("progress_ladder", whole=True)
    page.get_by_role("tab", name="Sessions").click()
    page.get_by_text("Export, import, delete").click()
    camera.take("progress_sessions", whole=True)
    page.get_by_role("combobox", name="Profile").click()
    page.get_by_role("option", name=NEWCOMER, exact=True).click()
    camera.take("progress_one_day", whole=True)


def learn(camera: Camera) -> None:
    """One exercise with its clip, and a variant without one."""
    camera.go("learn?exercise=squat")
    camera.take("learn", whole=True)
    camera.go("learn?exercise=good_morning")
    camera.take("learn_variant", whole=True)


def live(camera: Camera) -> None:
    """Before the camera is on, in the middle of a set, and after it."""
    page = camera.page
    page.add_init_script(MUTE)
    camera.go("live")
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Squat", exact=True).click()
    page.get_by_text("I had no recent birth").click()
    camera.take("live_start", whole=True)
    frame = page.frame_locator("iframe[title*=webrtc]")
    frame.get_by_role("button", name="Start the camera").click()
    page.wait_for_function("window.spoken.includes('2')", timeout=WORK_MS)
    camera.take("live")
    page.wait_for_function("window.spoken.includes('3')", timeout=WORK_MS)
    frame.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("3 repetitions", exact=True)).to_be_visible()
    camera.take("live_done", whole=True)


PAGES: dict[str, Callable[[Camera], None]] = {
    "check": check,
    "live": live,
    "compare": compare,
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


def keep_some() -> None:
    """Sessions of the last weeks, of one who has trained for a while and of one who begins."""
    now = datetime.now(UTC)
    for days, name in KEPT:
        analysis = analyze(SAMPLES / f"{name}.mp4", "squat", model="lite")
        keep_session("me", analysis, now - timedelta(days=days))
    keep_session(NEWCOMER, analysis, now)


def main() -> None:
    """Take all pictures, or those of the pages that are named."""
    expect.set_options(timeout=PATIENCE_MS)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help=f"of {', '.join(PAGES)}; all if none is named")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--model", default="full")
    parser.add_argument("--all", action="store_true", help="every step, in every look")
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
        if "progress" in wanted:
            os.environ["FORMCHECK_HOME"] = str(home / "formcheck")
            keep_some()
        with running_app(home, **settings) as app:
            flags = [*BROWSER_OPTIONS]
            if "live" in wanted:
                images = standing_around(SAMPLES / f"{BEFORE_CAMERA}.mp4", BEFORE_S, AFTER_S)
                flags += camera_flags(write_camera(images, home / "camera.mjpeg"))
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
            for page in wanted:
                camera = Camera(browser, app.address, options.folder, everything=options.all)
                PAGES[page](camera)
                camera.close()
            browser.close()


if __name__ == "__main__":
    main()
