"""The shape of the back against the known bend of rendered bodies.

``python tools/render_backs.py FOLDER`` renders the clips, ``python -m benchmarks.rendered_backs
FOLDER`` runs the pipeline on them and prints Markdown tables. A clip is one set of hinges to the
same depth, each with another lumbar angle (a rung); the change of `back_curve_deg` from the clip's
own quiet start is compared with the lumbar angle of the pose script. The scale factor is fitted on
close-fitting clothing at yaw 0; everything else is compared with it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.samples import truths
from formcheck import Result, analyze
from formcheck.motion.back import Hidden, back_shape
from formcheck.motion.view import CameraView
from formcheck.pose.track import PoseTrack

FloatArray = NDArray[np.float64]

# Around the turn, where the lumbar angle stands still
_HELD_S = 0.2
_CHECK = "back_rounds"
_AIM_CORRELATION, _AIM_MAE_DEG, _AIM_NEUTRAL_DEG = 0.95, 6.0, 8.0


@dataclass(frozen=True)
class Rung:
    """One hinge: true lumbar angle, the change read at the turn and at most, and the verdict."""

    true_deg: float
    read_deg: float
    largest_deg: float
    rounds: str


@dataclass(frozen=True)
class Ladder:
    """One clip; `change_deg` is NaN where hidden, `open_deg` is what the view gate keeps back."""

    truth: dict[str, Any]
    view: CameraView
    true_deg: FloatArray
    change_deg: FloatArray
    open_deg: FloatArray
    in_hinge: NDArray[np.bool_]
    hidden: NDArray[np.int8]
    rungs: tuple[Rung, ...]

    @property
    def known(self) -> NDArray[np.bool_]:
        return np.isfinite(self.change_deg)

    @property
    def correlation(self) -> float:
        return _correlation(self.change_deg, self.true_deg)

    @property
    def clothing(self) -> str:
        return "loose" if self.truth["outfit"] == "loose" else "slim"

    @property
    def reasons(self) -> str:
        """Reasons for hiding with the share of frames, the commonest first."""
        shares = {
            reason: float(np.mean(self.hidden == reason))
            for reason in Hidden
            if reason != Hidden.NO
        }
        found = sorted(
            (share, reason.name.lower()) for reason, share in shares.items() if share > 0
        )
        return ", ".join(f"{name} {share:.0%}" for share, name in reversed(found)) or "-"


def read_ladder(clip: Path, truth: dict[str, Any]) -> Ladder:
    """Run the pipeline on one clip."""
    measured = analyze(clip, truth["exercise"])
    view, smoothed = measured.camera_view, measured.smoothed
    time = smoothed.time
    quiet = time < truth["reps"][0]["start_s"]
    shape = back_shape(smoothed, view)
    change = _change(shape.curve_deg, quiet)
    rungs, in_hinge = [], np.zeros(len(time), dtype=bool)
    for rep in truth["reps"]:
        hinge = (time > rep["start_s"]) & (time < rep["end_s"])
        at_turn = np.abs(time - rep["turn_s"]) < _HELD_S
        in_hinge |= hinge
        rungs.append(
            Rung(
                _lumbar(truth, np.array([rep["turn_s"]]))[0],
                _over(np.median, change[at_turn]),
                _over(np.max, np.abs(change[hinge])),
                _verdict(measured, rep["turn_s"]),
            )
        )
    return Ladder(
        truth,
        view,
        _lumbar(truth, time),
        change,
        _change(_as_if_side(smoothed, view), quiet),
        in_hinge,
        shape.hidden,
        tuple(rungs),
    )


def _verdict(measured: Result, turn_s: float) -> str:
    """What the shipped check says of the hinge that turns at this time."""
    for result in measured.reps:
        if result.start_s < turn_s < result.end_s:
            found = {finding.check: finding.verdict for finding in result.findings}
            return found[_CHECK].value
    return "not counted"


def _as_if_side(track: PoseTrack, view: CameraView) -> FloatArray:
    return back_shape(track, replace(view, view="side")).curve_deg


def _change(curve_deg: FloatArray, quiet: NDArray[np.bool_]) -> FloatArray:
    return curve_deg - _over(np.median, curve_deg[quiet])


def _lumbar(truth: dict[str, Any], time: FloatArray) -> FloatArray:
    flexion = truth["angles_anatomical"]["lumbar_flexion_deg"]
    return np.interp(time, truth["time_s"], flexion)


def _over(statistic: Callable[[FloatArray], Any], values: FloatArray) -> float:
    """The statistic of the known values; NaN where there are none."""
    known = values[np.isfinite(values)]
    return float(statistic(known)) if len(known) else float("nan")


def _correlation(read: FloatArray, true: FloatArray) -> float:
    known = np.isfinite(read)
    if known.sum() < 3 or np.ptp(true[known]) == 0:
        return float("nan")
    return float(np.corrcoef(read[known], true[known])[0, 1])


def scale_of(ladders: Sequence[Ladder]) -> float:
    """Change of the curve for each degree of lumbar flexion, least squares through zero."""
    true = np.concatenate([ladder.true_deg[ladder.known] for ladder in ladders])
    change = np.concatenate([ladder.change_deg[ladder.known] for ladder in ladders])
    return float(np.sum(true * change) / np.sum(true**2))


def frame_errors(ladders: Sequence[Ladder], scale: float) -> FloatArray:
    """Scaled change minus true flexion, all measured frames inside hinges."""
    rows = [ladder.known & ladder.in_hinge for ladder in ladders]
    pairs = list(zip(ladders, rows, strict=True))
    return np.concatenate(
        [ladder.change_deg[row] / scale - ladder.true_deg[row] for ladder, row in pairs]
    )


def turn_errors(ladders: Sequence[Ladder], scale: float) -> FloatArray:
    """The same, once for each hinge at its turn."""
    rungs = [rung for ladder in ladders for rung in ladder.rungs if np.isfinite(rung.read_deg)]
    return np.array([rung.read_deg / scale - rung.true_deg for rung in rungs])


def neutral_moves(ladders: Sequence[Ladder]) -> FloatArray:
    """Largest change in each hinge without lumbar flexion that could be read."""
    moves = [
        rung.largest_deg for ladder in ladders for rung in ladder.rungs if rung.true_deg == 0.0
    ]
    return np.array([move for move in moves if np.isfinite(move)])


def mean_absolute(values: FloatArray) -> float:
    """NaN where there are no values."""
    return _over(np.mean, np.abs(values))


def report_clips(ladders: Sequence[Ladder], scale: float) -> str:
    """A line for each clip."""
    lines = [
        "| body | clothing | arms | yaw | seen as | correlation | MAE | own scale | MAE by it "
        "| neutral moves | measured | hidden by |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for ladder in ladders:
        figures = "- | - | - | - | -"
        if ladder.known.any():
            own = scale_of([ladder])
            figures = (
                f"{ladder.correlation:.3f} | {mean_absolute(turn_errors([ladder], scale)):.1f}° "
                f"| {own:.2f} | {mean_absolute(turn_errors([ladder], own)):.1f}° "
                f"| {neutral_moves([ladder]).max():.1f}°"
            )
        lines.append(
            f"| {ladder.truth['body']} | {ladder.clothing} | {ladder.truth['arms']} "
            f"| {ladder.truth['yaw_deg']}° | {ladder.view.view} {ladder.view.yaw_deg:.0f}° "
            f"| {figures} | {np.mean(ladder.known):.0%} | {ladder.reasons} |"
        )
    return "\n".join(lines)


def report_rungs(ladders: Sequence[Ladder]) -> str:
    """What each true angle reads, over clips."""
    lines = [
        "| true | read, mean | lowest | highest | hinges read | back_rounds |",
        "|---|---|---|---|---|---|",
    ]
    rungs = [rung for ladder in ladders for rung in ladder.rungs]
    for true in sorted({round(rung.true_deg) for rung in rungs}):
        same = [rung for rung in rungs if round(rung.true_deg) == true]
        read = np.array([rung.read_deg for rung in same])
        known = read[np.isfinite(read)]
        said = Counter(rung.rounds for rung in same).most_common()
        if len(known):
            lines.append(
                f"| {true}° | {known.mean():.1f}° | {known.min():.1f}° | {known.max():.1f}° "
                f"| {len(known)} of {len(read)} "
                f"| {', '.join(f'{count} {verdict}' for verdict, count in said)} |"
            )
    return "\n".join(lines)


def report_figures(ladders: Sequence[Ladder], scale: float) -> str:
    """The figures that are aimed at."""
    read = [ladder for ladder in ladders if ladder.known.any()]
    if not read:
        return "Nothing is read."
    correlations = np.array([ladder.correlation for ladder in read])
    reached = sum(correlations >= _AIM_CORRELATION)
    at_turns, in_hinges = (mean_absolute(of(read, scale)) for of in (turn_errors, frame_errors))
    moves = neutral_moves(read)
    still = sum(moves < _AIM_NEUTRAL_DEG)
    return "\n".join(
        [
            f"- Clips read: {len(read)} of {len(ladders)}; frames measured "
            f"{np.mean(np.concatenate([ladder.known for ladder in ladders])):.0%}.",
            f"- Correlation within a clip: {correlations.min():.3f} to {correlations.max():.3f}; "
            f"{reached} of {len(read)} at least {_AIM_CORRELATION}.",
            f"- MAE after the scale factor {scale:.2f}: {at_turns:.1f}° at the turns, "
            f"{in_hinges:.1f}° over all frames of hinges (aim {_AIM_MAE_DEG:.0f}°).",
            f"- Neutral hinges move by at most {moves.max():.1f}°, median {np.median(moves):.1f}° "
            f"({still} of {len(moves)} under {_AIM_NEUTRAL_DEG:.0f}°).",
        ]
    )


def report_left_out(ladders: Sequence[Ladder]) -> str:
    """Scale factor and error with each body left out of the fit."""
    lines = [
        "| left out | scale of the others | its own scale | MAE at the turns |",
        "|---|---|---|---|",
    ]
    for body in sorted({ladder.truth["body"] for ladder in ladders}):
        own = [ladder for ladder in ladders if ladder.truth["body"] == body and ladder.known.any()]
        others = [
            ladder for ladder in ladders if ladder.truth["body"] != body and ladder.known.any()
        ]
        if own and others:
            scale = scale_of(others)
            lines.append(
                f"| {body} | {scale:.2f} | {scale_of(own):.2f} "
                f"| {mean_absolute(turn_errors(own, scale)):.1f}° |"
            )
    return "\n".join(lines)


def report_gate(ladders: Sequence[Ladder], scale: float) -> str:
    """Turned views: whether they are hidden, and how wrong they would have been."""
    lines = [
        "| body | clothing | yaw | seen as | measured | correlation if read | MAE if read |",
        "|---|---|---|---|---|---|---|",
    ]
    for ladder in ladders:
        errors = (ladder.open_deg / scale - ladder.true_deg)[ladder.in_hinge]
        lines.append(
            f"| {ladder.truth['body']} | {ladder.clothing} | {ladder.truth['yaw_deg']}° "
            f"| {ladder.view.view} {ladder.view.yaw_deg:.0f}° | {np.mean(ladder.known):.0%} "
            f"| {_correlation(ladder.open_deg, ladder.true_deg):.3f} "
            f"| {mean_absolute(errors):.1f}° |"
        )
    return "\n".join(lines)


def main() -> None:
    """Read every clip of the folder and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="made by tools/render_backs.py")
    arguments = parser.parse_args()
    ladders = [read_ladder(clip, truth) for clip, truth in truths(arguments.folder)]
    ladders.sort(key=lambda ladder: (ladder.truth["yaw_deg"], ladder.clothing != "slim"))
    fitted = [
        ladder for ladder in ladders if ladder.truth["yaw_deg"] == 0 and ladder.clothing == "slim"
    ]
    scale = scale_of([ladder for ladder in fitted if ladder.known.any()])
    print(report_clips(ladders, scale))
    for (yaw, clothing), group in groupby(
        ladders, key=lambda ladder: (ladder.truth["yaw_deg"], ladder.clothing)
    ):
        members = list(group)
        print(f"\nYaw {yaw}°, {clothing} clothing\n\n{report_figures(members, scale)}")
        if any(ladder.known.any() for ladder in members):
            print(f"\n{report_rungs(members)}")
    print(f"\nEach body left out\n\n{report_left_out(fitted)}")
    turned = [ladder for ladder in ladders if ladder.truth["yaw_deg"] > 0]
    print(f"\nThe view gate\n\n{report_gate(turned, scale)}")


if __name__ == "__main__":
    main()
