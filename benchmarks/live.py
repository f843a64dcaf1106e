"""Live coaching through the page and a headless Chromium: ``python -m benchmarks.live``.

The camera plays a rendered sample whose frames carry their number as a row of bars. The browser
reads it from what the camera gives and from what comes back, with one clock, and notes when words
are handed to its voice. Printed, for each pose model:

- frame in, annotated frame out: on the server, waiting included, as the page shows it;
- camera to screen: in the browser, there and back, with both encoders and decoders;
- frame rate of what comes back, and the longest time without a new frame;
- from the end of each repetition (its frame at the camera) to the words for it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright
from tests.helpers.app import BROWSER_OPTIONS, CHROMIUM, running_app
from tests.helpers.fake_camera import RATE_HZ, camera_flags, standing_around, write_camera

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"
SAMPLE = "squat_too_shallow_male_yaw0"
BEFORE_S, AFTER_S = 10.0, 20.0
TRUTH = json.loads((SAMPLES / f"{SAMPLE}.truth.json").read_text("utf-8"))
LAST_REP_S = TRUTH["reps"][-1]["end_s"]
BITS, BAR_PX = 12, 12

WATCH = """
(() => {
  const top = window.top, now = () => performance.timeOrigin + performance.now();
  top.seen ??= { camera: [], screen: [] };
  top.spoken ??= [];
  if (window.speechSynthesis) {
    speechSynthesis.cancel = () => {};
    speechSynthesis.speak = (words) => {
      top.spoken.push([now(), words.text]);
      setTimeout(() => words.onend && words.onend(new Event("end")), 200);
    };
  }
  const follow = (video, rows, mirrored) => {
    const canvas = document.createElement("canvas");
    canvas.width = BITS * 8; canvas.height = 2;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const step = () => {
      const height = Math.max(1, Math.round(video.videoHeight * 6 / 480));
      context.drawImage(video, 0, 1, video.videoWidth, height, 0, 0, canvas.width, 2);
      const pixels = context.getImageData(0, 0, canvas.width, 1).data;
      let number = 0;
      for (let bit = 0; bit < BITS; bit++) {
        const bar = mirrored ? BITS - 1 - bit : bit;
        if (pixels[4 * (bar * 8 + 4)] > 128) number |= 1 << bit;
      }
      rows.push([now(), number]);
      video.requestVideoFrameCallback(step);
    };
    video.requestVideoFrameCallback(step);
  };
  if (!navigator.mediaDevices || window === top) return;
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted), video = document.createElement("video");
    video.muted = true;
    video.srcObject = stream;
    await video.play();
    follow(video, top.seen.camera, false);
    return stream;
  };
  let last = null;
  setInterval(() => {
    const video = document.querySelector("video");
    if (video && video !== last) { last = video; follow(video, top.seen.screen, true); }
  }, 200);
})();
""".replace("BITS", str(BITS))


def main() -> None:
    """Measure each model in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", default=["lite", "full"])
    models = parser.parse_args().models
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = numbered_camera(folder / "camera.mjpeg")
        for model in models:
            home = folder / model
            home.mkdir()
            with running_app(home, FORMCHECK_APP_LIVE_MODEL=model) as app:
                report(model, *watch(app.address, clip))


def numbered_camera(path: Path) -> Path:
    """The sample between two quiet stands, numbered, as Chromium's camera plays it."""
    images = standing_around(SAMPLES / f"{SAMPLE}.mp4", BEFORE_S, AFTER_S)
    numbered = []
    for number, image in enumerate(images):
        bars = np.array([255 * (number >> bit & 1) for bit in range(BITS)], np.uint8)
        numbered.append(image.copy())
        numbered[-1][:BAR_PX] = bars[np.arange(640) * BITS // 640][None, :, None]
    return write_camera(numbered, path)


def watch(address: str, clip: Path) -> tuple[dict[str, Any], list[tuple[float, str]], str]:
    """Do one set: frames seen at both ends, words, and what the page says of its pace."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*BROWSER_OPTIONS, *camera_flags(clip)]
        )
        context = browser.new_context(
            permissions=["camera"], viewport={"width": 1280, "height": 800}
        )
        context.set_default_timeout(60_000)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{address}/live")
        start(page)
        # The last repetition is over by then, and the clip is still in its first pass.
        page.wait_for_timeout(1000 * (BEFORE_S + LAST_REP_S + 4.0))
        pace = page.get_by_text("pictures a second").first.inner_text()
        seen, spoken = page.evaluate("[window.seen, window.spoken]")
        browser.close()
    return seen, spoken, pace


def start(page: Page) -> None:
    """Choose the exercise and start the camera."""
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Squat", exact=True).click()
    page.get_by_text("I had no recent birth").click()
    frame = page.frame_locator("iframe[title*=webrtc]")
    frame.get_by_role("button", name="Start the camera").click()


def report(model: str, seen: dict[str, Any], spoken: list[tuple[float, str]], pace: str) -> None:
    """Print the figures of one model."""
    given = first_seen(seen["camera"])
    shown = first_seen(seen["screen"])
    # From the end of the quiet stand on, when all is connected and warm.
    steady = sorted(
        number
        for number in shown
        # A bar blurred on the way makes another number of it.
        if number >= BEFORE_S * RATE_HZ
        and number in given
        and 0 < shown[number] - given[number] < 3000
    )
    there_ms = [shown[number] - given[number] for number in steady]
    times_ms = sorted(shown[number] for number in steady)
    gaps_ms = np.diff(times_ms)
    print(f"\n{model}")
    print(f"  on the server: {pace}")
    print(
        f"  camera to screen: median {statistics.median(there_ms):.0f} ms, "
        f"95 % below {np.percentile(there_ms, 95):.0f} ms"
    )
    rate_hz = 1000 * (len(times_ms) - 1) / (times_ms[-1] - times_ms[0])
    print(
        f"  frames that come back: {rate_hz:.1f} a second; longest gap {max(gaps_ms):.0f} ms, "
        f"{sum(gaps_ms > 200)} above 200 ms"
    )
    for number, rep in enumerate(TRUTH["reps"], 1):
        said = [at_ms for at_ms, words in spoken if words == str(number)]
        end = round((BEFORE_S + rep["end_s"]) * RATE_HZ)
        at = min(given, key=lambda frame_ms: abs(frame_ms - end))
        delays = ", ".join(f"{(word_ms - given[at]) / 1000:.2f} s" for word_ms in said) or "never"
        print(f"  repetition {number} announced after its end: {delays}")


def first_seen(rows: list[tuple[float, int]]) -> dict[int, float]:
    """When each numbered frame was there first, ms; in the first pass of the clip only."""
    found: dict[int, float] = {}
    for at_ms, number in rows:
        found.setdefault(number, at_ms)
    return found


if __name__ == "__main__":
    main()
