"""Two clips beside each other in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from helpers.browsing import WORK_MS, needs_chromium, opened
from helpers.command import truth

pytestmark = needs_chromium

LEFT, RIGHT = "squat_hips_shoot_up_male_yaw0", "squat_good_male_yaw0"
NEAR_S = 0.4
_TIMES = "[...document.querySelectorAll('[class*=st-key-compared-] video')].map(v => v.currentTime)"


def _times(page: Page) -> tuple[float, float]:
    page.wait_for_function(
        "[...document.querySelectorAll('[class*=st-key-compared-] video')].every(v => !v.seeking)"
    )
    left, right = page.evaluate(_TIMES)
    return left, right


def test_two_samples_are_played_in_step_and_what_differs_is_told(app_server, visitor) -> None:
    page = opened(visitor, f"{app_server}/compare", "Compare")
    page.get_by_role("button", name="A sample").first.click()
    expect(page.get_by_role("button", name="A sample")).to_have_count(1)
    page.get_by_role("button", name="A sample").click()
    expect(page.get_by_role("heading", name="What differs")).to_be_visible(timeout=WORK_MS)
    expect(page.get_by_text(f"Last week: {LEFT}.mp4")).to_be_visible()
    expect(page.get_by_text(f"Today: {RIGHT}.mp4")).to_be_visible()
    table = page.get_by_test_id("stTable")
    expect(table).to_contain_text("Hip extension")
    expect(table).to_contain_text("beyond the error")
    page.locator(".in_step[data-ready=true]").wait_for()

    expect(page.locator("video")).to_have_count(2)
    left, right = (truth(name)["reps"] for name in (LEFT, RIGHT))
    count = min(len(left), len(right))
    words = page.locator(".in_step .words")
    expect(words).to_contain_text(f"Repetition 1 of {count}")
    page.get_by_role("button", name="Next repetition").click()
    expect(words).to_contain_text(f"Repetition 2 of {count}")
    times = _times(page)
    assert abs(times[0] - left[1]["start_s"]) < NEAR_S
    assert abs(times[1] - right[1]["start_s"]) < NEAR_S

    # Moved until one turns, the other turns too.
    slider = page.get_by_label("Position in both videos")
    place = float(slider.input_value())
    while _times(page)[0] < left[1]["turn_s"]:
        place += 0.1
        slider.fill(f"{place:.1f}")
    assert abs(_times(page)[1] - right[1]["turn_s"]) < NEAR_S

    page.get_by_role("button", name="Previous repetition").click()
    before = _times(page)
    page.get_by_role("button", name="Speed 0.5").click()
    page.get_by_role("button", name="Play both").click()
    page.wait_for_timeout(2_000)
    page.get_by_role("button", name="Pause both").click()
    played = [now - then for now, then in zip(_times(page), before, strict=True)]
    assert all(0.3 < seconds < 2.5 for seconds in played), played
    # Where the slider is, both are: pressing nothing else, they have not drifted apart.
    resting = _times(page)
    slider.fill(slider.input_value())
    assert all(abs(a - b) < 0.2 for a, b in zip(_times(page), resting, strict=True))


def test_the_clip_just_checked_is_one_of_the_two(app_server, visitor) -> None:
    page = opened(visitor, app_server)
    page.get_by_role("button", name="Squat: a fault to find").click()
    expect(page.get_by_role("button", name="Show repetition 1")).to_be_visible(timeout=WORK_MS)
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("button", name="The clip you have just checked").last.click()
    expect(page.get_by_role("button", name="Another clip")).to_be_visible()
    # Checking another one leaves this one here.
    page.get_by_role("link", name="Check a clip").click()
    page.get_by_role("button", name="Check another clip").click()
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_text(f"{LEFT}.mp4")).to_be_visible()


def test_on_a_phone_all_kinds_of_files_are_named(app_server, visitor) -> None:
    page = opened(visitor, f"{app_server}/compare", "Compare")
    page.set_viewport_size({"width": 360, "height": 800})
    uploaders = page.get_by_test_id("stFileUploaderDropzoneInstructions")
    expect(uploaders).to_have_count(2)
    for told in uploaders.all():
        words = told.locator("span")
        expect(words).to_contain_text("M4V")
        assert words.evaluate("one => one.scrollWidth <= one.clientWidth")
