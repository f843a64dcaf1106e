"""Live coaching as a person meets it: a real server, a real browser, a camera that plays a clip."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from formcheck.store.record import Session
from formcheck.store.sessions import list_sessions
from helpers.app import running_app
from helpers.browsing import WORK_MS, chromium, needs_chromium
from helpers.command import SAMPLES, truth
from helpers.fake_camera import camera_flags, standing_around, write_camera

# What happens in real time is missed by a machine that is busy with other tests.
pytestmark = [needs_chromium, pytest.mark.alone]

CLIP = "squat_too_shallow_male_yaw0"
CUE = "Sit a little lower if that is comfortable."
# The camera plays on while the connection is made, and the person stands still meanwhile.
BEFORE_S, AFTER_S = 12.0, 30.0

# What would be spoken, and an end to each as a voice would have.
SPY = """
window.spoken = [];
speechSynthesis.cancel = () => {};
speechSynthesis.speak = (words) => {
  window.spoken.push(words.text);
  setTimeout(() => words.onend && words.onend(new Event("end")), 200);
};
"""


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clip as Chromium's camera plays it, with a long quiet stand before and after."""
    images = standing_around(SAMPLES / f"{CLIP}.mp4", BEFORE_S, AFTER_S)
    return write_camera(images, tmp_path_factory.mktemp("camera") / "camera.mjpeg")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def live_server(home: Path) -> Iterator[str]:
    with running_app(home, FORMCHECK_APP_LIVE_PLACES="1") as app:
        yield app.address
    assert not list(home.glob("formcheck-app-*")), "the server has left recordings behind"


@pytest.fixture
def kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], tuple[Session, ...]]:
    monkeypatch.setenv("FORMCHECK_HOME", str(home / "formcheck"))
    return list_sessions


def _open(browser: Browser, address: str, *, allowed: bool = True) -> Page:
    context = browser.new_context(permissions=["camera"] if allowed else [])
    context.set_default_timeout(60_000)
    context.add_init_script(SPY)
    page = context.new_page()
    page.goto(f"{address}/live")
    expect(page.get_by_role("heading", name="Live coaching")).to_be_visible(timeout=60_000)
    return page


def _choose(page: Page, profile: str, *, record: bool = False) -> None:
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Squat", exact=True).click()
    page.get_by_text("I had no recent birth").click()
    page.get_by_text("Keep my sets").click()
    name = page.get_by_role("textbox", name="Profile")
    expect(name).to_be_visible()
    if record:
        page.get_by_text("Keep the recording until I leave").click()
    # What is typed while the page is drawn anew is lost.
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(1000)
    name.fill(profile)
    name.press("Enter")
    page.locator("[data-test-script-state=notRunning]").wait_for()
    expect(name).to_have_value(profile)


def _start(page: Page) -> None:
    camera = page.frame_locator("iframe[title*=webrtc]")
    camera.get_by_role("button", name="Start the camera").click()
    expect(camera.get_by_role("button", name="Stop")).to_be_visible()


def _until_spoken(page: Page, words: str) -> None:
    try:
        page.wait_for_function("words => window.spoken.includes(words)", arg=words, timeout=WORK_MS)
    except TimeoutError as error:
        seen = [frame.locator("body").inner_text() for frame in page.frames]
        heard = page.evaluate("window.spoken")
        raise AssertionError(f"'{words}' was not said, only {heard}; shown: {seen}") from error


def _until(condition: Callable[[], Any]) -> None:
    end_s = time.monotonic() + 60.0
    while not condition():
        assert time.monotonic() < end_s, "it did not come to that in time"
        time.sleep(0.2)


def test_a_set_is_counted_spoken_kept_and_opened_as_a_report(live_server, recording, kept) -> None:
    asked: list[str] = []
    with chromium(*camera_flags(recording)) as browser:
        page = _open(browser, live_server)
        page.context.on("request", lambda request: asked.append(request.url))
        _choose(page, "Ana", record=True)
        _start(page)
        _until_spoken(page, str(len(truth(CLIP)["reps"])))
        page.frame_locator("iframe[title*=webrtc]").get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Kept under the profile 'Ana'")).to_be_visible()

        spoken = page.evaluate("window.spoken")
        assert [one for one in spoken if one.isdigit()] == ["1", "2", "3"]
        assert spoken.count("Ready. Begin when you like.") == 1
        assert CUE in spoken
        expect(page.get_by_text("3 repetitions", exact=True)).to_be_visible()
        (session,) = kept("Ana")
        (part,) = session.sets
        assert len(part.reps) == 3
        assert part.exercise == "squat"

        page.get_by_role("button", name="Open the report").click()
        expect(page.get_by_role("heading", name="Take it with you")).to_be_visible(timeout=WORK_MS)
        expect(page.get_by_role("button", name="Show repetition 3")).to_be_visible()
        page.get_by_role("button", name="Back to live coaching").click()
        expect(page.get_by_role("heading", name="Live coaching")).to_be_visible()
        expect(page.get_by_role("textbox", name="Profile")).to_have_value("Ana")
    outside = [url for url in asked if not url.startswith((live_server, "data:", "blob:", "ws://"))]
    assert outside == []


def test_a_page_reloaded_in_the_middle_loses_no_repetition(live_server, recording, kept) -> None:
    with chromium(*camera_flags(recording)) as browser:
        page = _open(browser, live_server)
        _choose(page, "Ben")
        _start(page)
        _until_spoken(page, "1")
        # The only place is taken.
        other = _open(browser, live_server)
        other.get_by_text("I had no recent birth").click()
        expect(other.get_by_text("All places for live coaching")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name="Live coaching")).to_be_visible(timeout=60_000)
        # Whoever waits need not touch anything.
        start = other.frame_locator("iframe[title*=webrtc]").get_by_role("button", name="Start")
        expect(start).to_be_visible()
        _until(lambda: kept("Ben"))
        (session,) = kept("Ben")
        assert 1 <= len(session.sets[0].reps) <= 3


def test_without_a_camera_the_page_says_so_before_anyone_starts(live_server) -> None:
    with chromium() as browser:
        page = _open(browser, live_server)
        page.get_by_text("I had no recent birth").click()
        expect(page.get_by_text("No camera was found")).to_be_visible()


def test_a_refused_camera_is_told_with_what_helps(live_server) -> None:
    with chromium("--use-fake-device-for-media-stream") as browser:
        page = _open(browser, live_server, allowed=False)
        page.get_by_text("I had no recent birth").click()
        camera = page.frame_locator("iframe[title*=webrtc]")
        camera.get_by_role("button", name="Start the camera").click()
        expect(page.get_by_text("The camera is not allowed for this page")).to_be_visible()
        expect(page.get_by_text("beside the address bar")).to_be_visible()


def test_voice_and_tones_can_be_switched_off_and_stay_so(live_server) -> None:
    with chromium() as browser:
        page = _open(browser, live_server)
        voice = page.get_by_role("switch", name="Voice")
        page.get_by_role("button", name="Try the sound").click()
        assert page.evaluate("window.spoken") == ["This is how I sound."]
        voice.click()
        expect(voice).to_have_attribute("aria-checked", "false")
        page.get_by_role("button", name="Try the sound").click()
        assert page.evaluate("window.spoken") == ["This is how I sound."]
        page.reload()
        expect(voice).to_have_attribute("aria-checked", "false")
