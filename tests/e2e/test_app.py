"""The app as a person meets it: a real server, a real browser."""

from pathlib import Path

from playwright.sync_api import expect

from helpers.browsing import WORK_MS, needs_chromium, opened

pytestmark = needs_chromium

SAMPLE = "Squat: a fault to find"


def test_a_sample_is_checked_seen_taken_along_and_kept(app_server, visitor) -> None:
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    page = opened(visitor, app_server)
    page.get_by_role("button", name=SAMPLE).click()
    expect(page.get_by_alt_text("The clip as it is looked at")).to_be_visible(timeout=WORK_MS)
    expect(page.get_by_role("heading", name="Hips shooting up first")).to_be_visible(
        timeout=WORK_MS
    )
    expect(page.get_by_test_id("stMetricValue").first).to_contain_text("/ 100")

    assert page.wait_for_function("document.querySelector('video')?.duration > 10")
    second = page.get_by_role("button", name="Show repetition 2")
    second.click()
    page.wait_for_function("document.querySelector('video').currentTime > 5")
    expect(second).to_have_attribute("aria-current", "true")

    with page.expect_download() as download:
        page.get_by_role("button", name="Report", exact=True).click()
    report = download.value
    assert report.suggested_filename == "squat_hips_shoot_up_male_yaw0.html"
    text = Path(report.path()).read_text("utf-8")
    assert "Hips shooting up first" in text
    assert text.rstrip().endswith("</html>")

    page.get_by_role("button", name="Keep this session").click()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("See the Progress page")).to_be_visible()
    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_text("1 of 2 to 3")).to_be_visible()

    outside = [
        url for url in asked if not url.startswith((app_server, "data:", "blob:", "ws://loc"))
    ]
    assert outside == []


def test_a_broken_upload_is_told_in_one_sentence(app_server, visitor, tmp_path) -> None:
    clip = tmp_path / "<b>my clip.mp4"
    clip.write_bytes(b"this is no video" * 1000)
    page = opened(visitor, app_server)
    page.locator("input[type=file]").set_input_files(clip)
    begin = page.get_by_role("button", name="Check this clip")
    expect(page.get_by_text("<b>my clip.mp4").first).to_be_visible()
    expect(begin).to_be_disabled()
    page.get_by_text("I had no recent birth").click()
    expect(begin).to_be_enabled()
    begin.click()
    trouble = page.get_by_role("alert")
    expect(trouble).to_contain_text("<b>my clip.mp4", timeout=WORK_MS)
    assert "/upload" not in trouble.inner_text()
    expect(trouble.locator("p")).to_have_count(1)


def test_a_second_visitor_waits_in_line_and_a_cancelled_clip_makes_room(
    app_server, browser
) -> None:
    with browser.new_context() as one, browser.new_context() as other:
        first = opened(one, app_server)
        first.get_by_role("button", name=SAMPLE).click()
        expect(first.get_by_role("button", name="Cancel")).to_be_visible()
        second = opened(other, app_server)
        second.get_by_role("button", name=SAMPLE).click()
        expect(second.get_by_text("In line: 1 clip is before yours")).to_be_visible()
        first.get_by_role("button", name="Cancel").click()
        expect(first.get_by_role("button", name=SAMPLE)).to_be_visible()
        expect(second.get_by_text("Following the body")).to_be_visible(timeout=WORK_MS)
        second.get_by_role("button", name="Cancel").click()
        expect(second.get_by_role("button", name=SAMPLE)).to_be_visible()
