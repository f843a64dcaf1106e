"""The result files of one clip, opened by others than formcheck."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import av
import numpy as np
import pandas as pd
import pytest

from helpers.command import CommandResult

pytestmark = pytest.mark.slow

_UNITS = ("_s", "_deg", "_percent", "_percent_leg", "_percent_height", "_percent_stance")
_UNITS += ("_percent_trunk", "_percent_foot")


def test_everything_asked_for_is_there_and_nothing_else(one_rep_result: CommandResult) -> None:
    kinds = ("csv", "html", "json", "mp4", "parquet")
    assert one_rep_result.code == 0, one_rep_result.stderr
    assert sorted(path.name for path in one_rep_result.folder.iterdir()) == [
        f"one_rep.{kind}" for kind in kinds
    ]


def test_csv_and_parquet_have_a_row_for_each_frame_and_units_in_their_names(
    one_rep_result: CommandResult,
) -> None:
    rounded = pd.read_csv(one_rep_result.file("csv"))
    exact = pd.read_parquet(one_rep_result.file("parquet"))
    clip = one_rep_result.analysis.clip
    for table in (rounded, exact):
        assert len(table) == clip.frames
        assert table.columns[0] == "time_s"
        assert [name for name in table.columns if not name.endswith(_UNITS)] == []
        assert np.all(np.diff(table["time_s"]) > 0)
        assert table["time_s"].iloc[-1] == pytest.approx(clip.duration_s, abs=2 / clip.frame_rate)
    assert list(rounded.columns) == list(exact.columns)
    assert rounded["trunk_inclination_deg"].to_numpy() == pytest.approx(
        exact["trunk_inclination_deg"].to_numpy(), abs=0.006, nan_ok=True
    )


def test_the_table_shows_the_repetition(one_rep_result: CommandResult) -> None:
    table = pd.read_csv(one_rep_result.file("csv")).set_index("time_s")
    (judged,) = one_rep_result.analysis.reps
    deepest = table["trunk_inclination_deg"].idxmax()
    assert judged.start_s < deepest < judged.end_s


class _References(HTMLParser):
    """Everything a browser would fetch, or go to when it is clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fetching = ("src", "srcset", "href", "xlink:href", "action", "poster", "data", "background")
        self.found += [value for name, value in attrs if name in fetching and value]


def test_the_page_needs_nothing_from_elsewhere(one_rep_result: CommandResult) -> None:
    page = one_rep_result.file("html").read_text("utf-8")
    references = _References()
    references.feed(page)
    assert any(reference.startswith("data:image/") for reference in references.found)
    assert [
        reference for reference in references.found if not reference.startswith(("data:", "#"))
    ] == []
    assert "@import" not in page
    assert re.findall(r"url\((?!['\"]?(?:data:|#))[^)]*\)", page) == []
    # Names of vocabularies are never fetched.
    assert set(re.findall(r"https?://[^\s\"'<>]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_the_video_is_what_browsers_play(one_rep_result: CommandResult, one_rep: Path) -> None:
    with av.open(str(one_rep)) as source:
        frames = sum(1 for _ in source.decode(video=0))
        duration_s, step_s = source.duration / av.time_base, 1 / source.streams.video[0].base_rate
    with av.open(str(one_rep_result.file("mp4"))) as annotated:
        stream = annotated.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert annotated.duration / av.time_base == pytest.approx(duration_s, abs=float(step_s))
        assert sum(1 for _ in annotated.decode(stream)) == frames
    # A player may start before it has the whole file.
    content = one_rep_result.file("mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


_PLAYER = """
<video id="video" muted src="clip.mp4"></video>
<script>
const video = document.getElementById("video");
const told = {};
function end(why) {
  told.end = why;
  told.frames = video.getVideoPlaybackQuality().totalVideoFrames;
  new Image().src = "http://127.0.0.1:PORT/?" + encodeURIComponent(JSON.stringify(told));
}
video.addEventListener("error", () => end(video.error.message));
video.addEventListener("loadeddata", () => {
  told.size = [video.videoWidth, video.videoHeight];
  told.duration = video.duration;
});
video.addEventListener("timeupdate", () => {
  if (told.jumped === undefined && video.currentTime > 0.5) {
    told.jumped = true;
    video.currentTime = video.duration - 0.5;
  }
});
video.addEventListener("ended", () => end("ended"));
video.play().catch((reason) => end(String(reason)));
</script>
"""


class _Listener(HTTPServer):
    """Hears the one request in which the page tells what became of the video."""

    timeout = 60
    told: dict | None = None

    class _Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.server.told = json.loads(unquote(urlsplit(self.path).query))
            self.send_error(204)

        def log_message(self, *words: object) -> None:
            pass

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), self._Answer)


def test_a_real_browser_plays_the_video_to_its_end(
    one_rep_result: CommandResult, tmp_path: Path
) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("chromium is not installed; on Debian: apt-get install chromium")
    shutil.copy(one_rep_result.file("mp4"), tmp_path / "clip.mp4")
    page = tmp_path / "player.html"
    with _Listener() as listener:
        page.write_text(_PLAYER.replace("PORT", str(listener.server_port)), "utf-8")
        browser = subprocess.Popen(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-dev-shm-usage",
                "--autoplay-policy=no-user-gesture-required",
                "--allow-file-access-from-files",
                f"--user-data-dir={tmp_path / 'profile'}",
                page.as_uri(),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            listener.handle_request()
        finally:
            browser.terminate()
            browser.wait()
    told = listener.told
    assert told is not None, "the browser said nothing within a minute"
    with av.open(str(one_rep_result.file("mp4"))) as annotated:
        context = annotated.streams.video[0].codec_context
        size, duration_s = [context.width, context.height], annotated.duration / av.time_base
    # Half a second was played, a jump to near the end worked, and the rest was played too.
    assert told["end"] == "ended"
    assert told["size"] == size
    assert told["duration"] == pytest.approx(duration_s, abs=0.05)
    assert told["frames"] >= 15
