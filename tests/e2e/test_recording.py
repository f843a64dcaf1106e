"""Recording in the browser: a real Chromium whose camera plays a sample clip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from formcheck.video.reader import VideoReader
from helpers.browsing import WORK_MS, another, chromium, needs_chromium, opened
from helpers.command import SAMPLES

pytestmark = needs_chromium

SQUAT = SAMPLES / "squat_good_male_yaw0.mp4"
ALLOWED = "--use-fake-ui-for-media-stream"
CAMERA = "--use-fake-device-for-media-stream"
# What the page gets is kept where a test can unplug it.
_KEEP_STREAM = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => (window.camera = await ask(wanted));
"""
_UNPLUG = """() => {
  const [track] = window.camera.getVideoTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""


@pytest.fixture(scope="module")
def camera_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as Chromium's stand-in for a camera plays it, over and over."""
    path = tmp_path_factory.mktemp("camera") / "camera.mjpeg"
    # Pictures, one after the other.
    with VideoReader(SQUAT) as reader, path.open("wb") as file:
        for frame in reader:
            file.write(cv2.imencode(".jpg", frame.image[..., ::-1])[1].tobytes())
    return path


@pytest.fixture(scope="module")
def browser(camera_clip: Path) -> Iterator[Browser]:
    with chromium(ALLOWED, CAMERA, f"--use-file-for-fake-video-capture={camera_clip}") as browser:
        yield browser


def _camera_on(page: Page) -> None:
    page.get_by_text("The camera", exact=True).click()
    page.get_by_role("button", name="Turn the camera on").click()
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()


def _record(page: Page) -> None:
    page.get_by_label("Countdown").select_option("3")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".big")).to_have_text(re.compile("^[321]$"))
    expect(page.get_by_role("timer")).to_be_visible()


def test_a_recording_is_handed_in_like_a_file_and_checked(app_server, visitor) -> None:
    sent: list[Request] = []
    visitor.on("request", lambda one: sent.append(one) if "upload_file" in one.url else None)
    page = opened(visitor, app_server)
    _camera_on(page)
    _record(page)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^0:1\d / 0:30$"), timeout=20_000)
    page.get_by_role("button", name="Stop", exact=True).click()
    use = page.get_by_role("button", name="Use it")
    expect(use).to_be_visible()
    assert sent == [], "nothing leaves the device before it is used"

    use.click()
    there = page.get_by_role("button", name=re.compile(r"^Remove recording 20\d\d-.*\.webm$"))
    expect(there).to_be_visible()
    assert [one.method for one in sent if one.method != "OPTIONS"] == ["PUT"]
    begin = page.get_by_role("button", name="Check this clip")
    expect(begin).to_be_disabled()
    page.get_by_text("I had no recent birth").click()
    expect(begin).to_be_enabled()
    begin.click()
    expect(page.get_by_role("heading", name="Squat", exact=True)).to_be_visible(timeout=WORK_MS)
    expect(page.get_by_role("button", name="Show repetition 1")).to_be_visible()
    # The annotated video lasts as long as what was recorded.
    page.wait_for_function("document.querySelector('.st-key-annotated-video video')?.duration > 9")
    length_s = page.evaluate("document.querySelector('.st-key-annotated-video video').duration")
    assert 9.0 < length_s < 13.0


def test_it_stops_by_itself_and_can_be_done_again(app_server, visitor) -> None:
    page = opened(visitor, app_server)
    _camera_on(page)
    page.get_by_label("Stop after").select_option("20")
    _record(page)
    # The page is drawn anew meanwhile, and the recording goes on.
    other = {"name": "other.mp4", "mimeType": "video/mp4", "buffer": b"of no matter"}
    page.locator("input[type=file]").set_input_files(other)
    expect(page.get_by_text("I had no recent birth")).to_be_visible()
    expect(page.get_by_role("timer")).to_be_visible()
    expect(page.get_by_role("button", name="Use it")).to_be_visible(timeout=30_000)
    preview = page.get_by_label("Your recording")
    page.wait_for_function("(video) => isFinite(video.duration)", arg=preview.element_handle())
    assert 19.0 < preview.evaluate("(video) => video.duration") < 22.0
    page.get_by_role("button", name="Record again").click()
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    page.get_by_role("button", name="Record", exact=True).click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Not recorded.")).to_be_visible()


def test_a_camera_unplugged_while_recording_keeps_what_there_is(app_server, visitor) -> None:
    visitor.add_init_script(_KEEP_STREAM)
    page = opened(visitor, app_server)
    _camera_on(page)
    _record(page)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^0:0[2-9]"), timeout=8_000)
    page.evaluate(_UNPLUG)
    expect(page.get_by_text("The camera was disconnected. What had been")).to_be_visible()
    expect(page.get_by_role("button", name="Use it")).to_be_visible()
    page.get_by_role("button", name="Record again").click()
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    page.evaluate(_UNPLUG)
    expect(page.get_by_text("Plug it in again")).to_be_visible()


def test_leaving_the_page_switches_the_camera_off(app_server, visitor) -> None:
    visitor.add_init_script(_KEEP_STREAM)
    page = opened(visitor, app_server)
    _camera_on(page)
    assert page.evaluate("window.camera.getVideoTracks()[0].readyState") == "live"
    page.get_by_role("link", name="Learn").click()
    expect(page.get_by_text("What formcheck looks for")).to_be_visible()
    page.wait_for_function("window.camera.getVideoTracks()[0].readyState === 'ended'")


def _trouble(context: BrowserContext, address: str) -> str:
    page = opened(context, address)
    page.get_by_text("The camera", exact=True).click()
    page.get_by_role("button", name="Turn the camera on").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    return page.locator(".recorder .status").inner_text()


@pytest.mark.parametrize(
    ("flags", "words"),
    [((CAMERA,), "The camera was refused"), ((ALLOWED,), "No camera was found")],
)
def test_a_camera_refused_or_missing_is_told_with_what_to_do(
    app_server, browser, flags, words
) -> None:
    with another(browser.browser_type, *flags) as other, other.new_context() as context:
        assert _trouble(context, app_server).startswith(words)


def test_a_page_that_may_not_use_cameras_says_which_address_may(app_server, visitor) -> None:
    # What browsers do where a page comes neither over HTTPS nor from this computer.
    visitor.add_init_script("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
    assert "HTTPS" in _trouble(visitor, app_server)
