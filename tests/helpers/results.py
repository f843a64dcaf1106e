"""A whole analysis without a clip, for what only keeps or shows results."""

from formcheck.reps.findings import Score
from formcheck.reps.rep import Phase, Rep
from formcheck.result.result import Result
from formcheck.result.schema import Clip, SetResult, ViewSummary
from helpers.judging import a_finding


def analysis_of(name: str, sha256: str = "0" * 64, score: float = 72.0, reps: int = 3) -> Result:
    """A scored squat of so many repetitions, four seconds apart, with 6 of 8 checks measured."""
    findings = tuple(a_finding(-2.0 if n < 6 else None, check=f"check_{n}") for n in range(8))
    whole = Score(value=score, low=score - 5, high=score + 5, band="good", measured=6, defined=8)
    return Result(
        formcheck_version="0",
        model="pose_landmarker_lite",
        clip=Clip(
            name=name,
            sha256=sha256,
            width=640,
            height=480,
            duration_s=4.0 * reps + 2,
            frames=120,
            frame_rate=30.0,
            seen_share=1.0,
        ),
        view=ViewSummary(view="side", yaw_deg=2.0, facing="left", advice=None),
        headline=(),
        sets=(
            SetResult(
                exercise="squat",
                exercise_name="Squat",
                driving_signal="knee_flexion_deg",
                range_label="deepest knee bend",
                start_s=1.0,
                end_s=4.0 * reps,
                neutral="quiet_start",
                reps=tuple(
                    _rep(number).model_copy(update={"findings": findings, "score": whole})
                    for number in range(1, reps + 1)
                ),
                score=whole,
                faults=(),
                fix_first=None,
                unmeasured=(),
                headline=(),
            ),
        ),
        warnings=(),
        limits=(),
    )


def nothing_measured(analysis: Result) -> Result:
    """The same with none of the checks measured in any repetition, and so without a score."""
    (part,) = analysis.sets
    none = Score(value=None, low=None, high=None, band=None, measured=0, defined=8)
    findings = tuple(a_finding(None, check=f"check_{n}") for n in range(8))
    reps = tuple(
        one.model_copy(update={"findings": findings, "score": none, "cue": None})
        for one in part.reps
    )
    changed = part.model_copy(update={"reps": reps, "score": none, "faults": (), "fix_first": None})
    return analysis.model_copy(update={"sets": (changed,)})


def _rep(number: int) -> Rep:
    start = 4.0 * number - 3.0
    ends = (start, start + 1, start + 1.5, start + 2.5, start + 4)
    names = ("lower", "pause", "lift", "stand")
    phases = [
        Phase(name=name, start_s=ends[row], end_s=ends[row + 1]) for row, name in enumerate(names)
    ]
    return Rep(
        number=number,
        start_s=start,
        turn_s=start + 1.2,
        end_s=start + 2.5,
        phases=(phases[0], phases[1], phases[2], phases[3]),
        turn_value=100.0 + number,
        excursion=95.0 + number,
    )
