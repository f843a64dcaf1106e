"""What a visitor of the app waits for: ``python -m benchmarks.app``.

A real server and headless Chromium on this machine, which share its cores. From the start of the
server to a page that can be used; from the click on a sample to its result on screen, against
``formcheck analyze`` on the same clip from a cold start, in turn; and visitors who all come at
once, each with a clip of their own.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from tests.helpers.app import BROWSER_OPTIONS, CHROMIUM, RunningApp, running_app

from benchmarks.batch import Memory

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"
SAMPLE, BUTTON = "squat_hips_shoot_up_male_yaw0", "Squat: a fault to find"
LONGEST_MS = 1_200_000


@contextmanager
def server(model: str) -> Iterator[RunningApp]:
    """The app with the settings it has by default, but for the model."""
    own = {"FORMCHECK_APP_MODEL": model, "FORMCHECK_APP_PLACES": ""}
    with tempfile.TemporaryDirectory() as home, running_app(Path(home), **own) as app:
        yield app


def opened(browser: Browser, address: str) -> Page:
    """The first page of a visitor who was never here, once it can be used."""
    page = browser.new_context().new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    expect(page.get_by_role("button", name=BUTTON)).to_be_enabled(timeout=60_000)
    return page


def score(page: Page) -> Locator:
    """What a result begins with."""
    return page.get_by_test_id("stMetricValue").first


def first_page(browser: Browser, rounds: int, model: str) -> None:
    """From nothing to a page that can be used."""
    took_s = []
    for _ in range(rounds):
        with server(model) as running:
            answered_s = time.perf_counter() - running.began_s
            page = opened(browser, running.address)
            took_s.append(time.perf_counter() - running.began_s)
            page.context.close()
            print(f"server answers after {answered_s:.2f} s, page after {took_s[-1]:.2f} s")
    print(
        f"first page can be used: median {statistics.median(took_s):.2f} s, "
        f"longest {max(took_s):.2f} s (aim: under 3)",
        flush=True,
    )


def one_click(browser: Browser, rounds: int, model: str) -> None:
    """Click to result against the command, which starts cold; the app draws the video as well."""
    clicks_s, plain_s, drawn_s = [], [], []
    for _ in range(rounds):
        plain_s.append(analyze_s(model))
        drawn_s.append(analyze_s(model, "--video"))
        with server(model) as running:
            page = opened(browser, running.address)
            # As long as a person takes to read what the page offers.
            time.sleep(5.0)
            began_s = time.perf_counter()
            page.get_by_role("button", name=BUTTON).click()
            expect(score(page)).to_be_visible(timeout=LONGEST_MS)
            clicks_s.append(time.perf_counter() - began_s)
            page.context.close()
        print(
            f"click to result {clicks_s[-1]:.1f} s; analyze {plain_s[-1]:.1f} s, "
            f"with --video {drawn_s[-1]:.1f} s",
            flush=True,
        )
    click_s = statistics.median(clicks_s)
    print(
        f"click to result: {click_s / statistics.median(plain_s):.2f} x analyze (aim: 1.3), "
        f"{click_s / statistics.median(drawn_s):.2f} x analyze --video, model {model}",
        flush=True,
    )


def analyze_s(model: str, *options: str) -> float:
    """Seconds of the command, results written."""
    with tempfile.TemporaryDirectory() as folder:
        clip = SAMPLES / f"{SAMPLE}.mp4"
        command = [sys.executable, "-m", "formcheck", "analyze", str(clip), "--model", model]
        began_s = time.perf_counter()
        subprocess.run([*command, "-o", folder, *options], check=True, capture_output=True)
        return time.perf_counter() - began_s


def all_at_once(browser: Browser, visitors: int, model: str) -> None:
    """Everyone uploads a clip; nobody's may be lost."""
    clips = sorted(SAMPLES.glob("*_yaw0.mp4"), key=lambda clip: clip.stat().st_size)
    with server(model) as running, Memory(running.process) as memory:
        pages = [opened(browser, running.address) for _ in range(visitors)]
        for place, page in enumerate(pages):
            page.locator("input[type=file]").set_input_files(clips[place % len(clips)])
            page.get_by_text("I had no recent birth").click()
            expect(page.get_by_role("button", name="Check this clip")).to_be_enabled()
            # A click while the page is being drawn anew may be lost, as a person would see.
            expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
        began_s = time.perf_counter()
        for page in pages:
            page.get_by_role("button", name="Check this clip").click()
        seen = [accepted(page) for page in pages]
        begun_s = time.perf_counter() - began_s
        results, took_s = 0, []
        for page in pages:
            end = score(page).or_(page.get_by_role("alert"))
            expect(end.first).to_be_visible(timeout=LONGEST_MS)
            took_s.append(time.perf_counter() - began_s)
            results += score(page).is_visible()
    print(f"all {visitors} are served or have a place in line after {begun_s:.1f} s: {seen}")
    print(
        f"{results} of {visitors} have their result, the first after {min(took_s):.0f} s, the last "
        f"after {max(took_s):.0f} s; server at most {memory.peak_mb:.0f} MB, its workers "
        f"{max(memory.workers_mb.values(), default=0.0):.0f} MB each, model {model}",
        flush=True,
    )


def accepted(page: Page) -> str:
    """What the page says once the clip is taken: its place, that it is worked on, or a result."""
    place = page.get_by_text("In line:")
    worked_on = page.get_by_text("%")
    expect(place.or_(worked_on).or_(score(page)).first).to_be_visible(timeout=LONGEST_MS)
    if not place.is_visible():
        return "served"
    return place.inner_text().removeprefix("In line: ").removesuffix(" before yours")


def main() -> None:
    """Run all three and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--visitors", type=int, default=10, help="0: leave it out")
    parser.add_argument("--model", default="full", help="of the click; visitors have lite")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_OPTIONS)
        if options.rounds:
            first_page(browser, options.rounds, options.model)
            one_click(browser, options.rounds, options.model)
        if options.visitors:
            all_at_once(browser, options.visitors, "lite")
        browser.close()


if __name__ == "__main__":
    main()
