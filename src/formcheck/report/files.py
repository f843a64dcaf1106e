"""All result files of one clip: where they go, and writing them whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from formcheck._util.files import write_whole
from formcheck._util.folders import check_folder, make_folder
from formcheck._util.text import local_time
from formcheck.drawing.keyframes import Picture, PictureTaker, take_pictures
from formcheck.drawing.overlay import VIDEO_SIDE_PX, write_overlay
from formcheck.errors import OutputError
from formcheck.report.html import render_html
from formcheck.result.result import Result
from formcheck.result.tables import write_signals
from formcheck.video.reader import VideoProgress

__all__ = ["OutputPlan", "plan_outputs", "write_results"]


@dataclass(frozen=True)
class OutputPlan:
    """Path of each result file.

    Attributes
    ----------
    video : Path or None
        None where no video is written.
    video_side_px : int
        Longer side of the clip's picture in the video.
    """

    json: Path
    csv: Path
    parquet: Path
    html: Path
    video: Path | None
    video_side_px: int = VIDEO_SIDE_PX

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files, in the order they are written."""
        found = (self.json, self.csv, self.parquet, self.html, self.video)
        return tuple(path for path in found if path is not None)


def plan_outputs(
    clip: Path, folder: Path, *, video: bool, video_side_px: int = VIDEO_SIDE_PX
) -> OutputPlan:
    """Name the result files after the clip, and make sure they can be written before work begins.

    Nothing is written yet: a clip that cannot be analysed leaves no empty folder behind.

    Raises
    ------
    OutputError
        The folder cannot be made or written to, or a result would replace the clip itself.
    """
    check_folder(folder)
    stem = clip.stem
    plan = OutputPlan(
        json=folder / f"{stem}.json",
        csv=folder / f"{stem}.csv",
        parquet=folder / f"{stem}.parquet",
        html=folder / f"{stem}.html",
        video=folder / f"{stem}.mp4" if video else None,
        video_side_px=video_side_px,
    )
    if any(path.resolve() == clip.resolve() for path in plan.paths):
        raise OutputError(
            f"{folder}: the results would replace the clip itself; name another folder with -o"
        )
    return plan


def write_results(
    measured: Result,
    source: Path,
    plan: OutputPlan,
    *,
    progress: VideoProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Sequence[Sequence[Picture]]:
    """Make the folder and write every file of the plan, each to a temporary name first.

    Returns
    -------
    sequence of sequence of Picture
        The pictures in the report, a strip for each of ``analysis.reps``.

    Raises
    ------
    OutputError
        The disk refuses; files already written stay, none is half-written.
    """
    make_folder(plan.json.parent)
    generated = local_time()
    write_whole(plan.json, measured.model_dump_json(indent=2))
    write_signals(measured.signals, plan.csv)
    write_signals(measured.signals, plan.parquet)
    if plan.video is None:
        strips = take_pictures(source, measured)
    else:
        # One pass over the clip serves both the video and the report's pictures.
        taker = PictureTaker(measured)
        write_overlay(
            source,
            plan.video,
            measured,
            progress=progress,
            cancelled=cancelled,
            pictures=taker,
            largest_side=plan.video_side_px,
        )
        strips = taker.strips
    write_whole(plan.html, render_html(measured, source, generated, strips))
    return strips
