"""Analyses labelled clips one after the other and compares the results with the labels."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Literal, cast, get_args

from formcheck._util.files import write_whole
from formcheck._util.folders import check_folder, make_folder
from formcheck._util.text import local_time, shown
from formcheck.errors import Cancelled, ExerciseError, FormcheckError, OutputError, VideoError
from formcheck.evaluation.figures import (
    angle_figures,
    count_figures,
    counting_by_exercise,
    fault_figures,
    good_with_major_fault,
    recognition_figures,
)
from formcheck.evaluation.manifest import LabelledClip, read_manifest
from formcheck.evaluation.matching import match_labels, not_analysed_clip
from formcheck.evaluation.page import render_evaluation
from formcheck.evaluation.result import EvaluatedClip, Evaluation
from formcheck.evaluation.statistics import DRAWS, SEED
from formcheck.evaluation.tables import clips_table
from formcheck.exercises import Exercise, load_exercise
from formcheck.exercises.recognition import OTHER
from formcheck.pipeline import AUTO, analyze
from formcheck.pose.models import find_model
from formcheck.report.html import render_html
from formcheck.result.result import Result

__all__ = [
    "LABELLED",
    "EvaluationProgress",
    "Reports",
    "check_reports",
    "evaluate",
    "evaluation_files",
]

LABELLED = "labelled"
"""Value of `exercise`: analyse each clip as the exercise it is labelled as."""

Reports = Literal["all", "misses", "none"]
EvaluationProgress = Callable[[str, float, int], None]
"""Called with the current clip, the number of clips done (a fraction), and the number of clips."""

_REPORTS_FOLDER = "reports"
# File systems allow 255 bytes for a name, which begins with the row.
_LONGEST_STEM = 50


def check_reports(word: str) -> Reports:
    """The word itself; OutputError if it is not one of `Reports`."""
    if word not in get_args(Reports):
        raise OutputError(f"reports '{word}': choose one of {', '.join(get_args(Reports))}")
    return cast("Reports", word)


def evaluation_files(output: Path) -> tuple[Path, Path, Path]:
    """Paths of the page, the JSON and the table of an evaluation."""
    return output / "evaluation.html", output / "evaluation.json", output / "clips.csv"


def evaluate(
    manifest: str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    *,
    exercise: str | Path | Exercise = LABELLED,
    model: str | Path = "full",
    reports: Reports = "misses",
    progress: EvaluationProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Evaluation:
    """Analyse labelled clips and compute how often formcheck is right.

    Parameters
    ----------
    manifest : path-like
        CSV file, or folder; see `formcheck.evaluation.manifest.read_manifest`.
    output : path-like, optional
        Folder for ``evaluation.html``, ``evaluation.json``, ``clips.csv`` and the reports.
    exercise : str, Path or Exercise
        ``"labelled"``: the exercise in each row. ``"auto"``: recognise the exercise, and evaluate
        that too. A name in the catalogue, or a TOML file: only the clips labelled so, with this
        definition.
    model : {"lite", "full", "heavy"} or path
        Pose model.
    reports : {"misses", "all", "none"}
        Clips to write a report of; needs `output`.
    progress : callable, optional
        See `EvaluationProgress`.
    cancelled : callable, optional
        Called before each frame; True raises `Cancelled`.

    Returns
    -------
    Evaluation
        With every clip; one that cannot be analysed has the reason and does not stop the others.

    Raises
    ------
    ManifestError, ExerciseError, ModelError, OutputError
        An argument or the manifest is wrong; raised before any clip is analysed.

    Examples
    --------
    >>> import formcheck
    >>> result = formcheck.evaluate("clips/manifest.csv", "out")  # doctest: +SKIP
    >>> result.counting.exact.value  # doctest: +SKIP
    """
    check_reports(reports)
    clips, bundle = read_manifest(manifest), find_model(model)
    wanted = exercise if exercise in (LABELLED, AUTO) else _definition(exercise)
    folder = None if output is None else _checked(Path(output), Path(manifest))
    results = []
    for number, clip in enumerate(clips):

        def advance(
            done_s: float, total_s: float, clip: LabelledClip = clip, n: int = number
        ) -> None:
            if progress is not None:
                share = min(done_s / total_s, 1.0) if total_s > 0 else 0.0
                progress(clip.file, n + share, len(clips))

        advance(0.0, 1.0)
        result, measured = _evaluated(clip, wanted, bundle, advance, cancelled)
        if folder is not None and measured is not None and _wanted(result, reports):
            result = _with_report(result, clip, measured, folder)
        results.append(result)
    evaluation = _figures(results, Path(manifest), bundle)
    if folder is not None:
        _write(evaluation, folder)
    return evaluation


def _definition(exercise: str | Path | Exercise) -> Exercise:
    return exercise if isinstance(exercise, Exercise) else load_exercise(exercise)


def _evaluated(
    clip: LabelledClip,
    wanted: str | Path | Exercise,
    bundle: Path,
    progress: Callable[[float, float], None],
    cancelled: Callable[[], bool] | None,
) -> tuple[EvaluatedClip, Result | None]:
    """Evaluate one clip; errors become its status and reason."""
    try:
        exercise = _exercise_of(clip, wanted)
    except _Skipped as skipped:
        return not_analysed_clip(clip, "skipped", str(skipped)), None
    if not clip.path.is_file():
        reason = f"{clip.path}: no such file; check row {clip.row} of the manifest"
        return not_analysed_clip(clip, "missing", reason), None
    try:
        measured = analyze(
            clip.path,
            AUTO if exercise is None or wanted == AUTO else exercise,
            model=bundle,
            progress=progress,
            cancelled=cancelled,
        )
        return match_labels(clip, exercise, measured), measured
    except Cancelled:
        raise
    except FormcheckError as error:
        return not_analysed_clip(clip, "failed", str(error)), None
    except Exception as error:
        # A bug of formcheck must not cost the figures of all other clips.
        reason = f"{clip.path}: a defect of formcheck: {type(error).__name__}: {error}"
        return not_analysed_clip(clip, "failed", reason), None


class _Skipped(Exception):  # noqa: N818 - not an error
    """Why a clip is left out."""


def _exercise_of(clip: LabelledClip, wanted: str | Path | Exercise) -> Exercise | None:
    """The labelled exercise; None if it is none of the catalogue.

    Raises
    ------
    _Skipped
        There is no definition of it, or another exercise was asked for.
    """
    if isinstance(wanted, Exercise):
        if clip.exercise != wanted.id:
            raise _Skipped(f"labelled {clip.exercise}; only {wanted.id} was asked for")
        return wanted
    if clip.exercise == OTHER:
        if wanted == AUTO:
            return None
        raise _Skipped("labelled as none of the exercises")
    try:
        return load_exercise(clip.exercise)
    except ExerciseError as error:
        reason = f"'{clip.exercise}' is not in the catalogue; see 'formcheck exercises'"
        raise _Skipped(reason) from error


def _wanted(result: EvaluatedClip, reports: Reports) -> bool:
    return reports == "all" or (reports == "misses" and result.wrong)


def _with_report(
    result: EvaluatedClip, clip: LabelledClip, measured: Result, folder: Path
) -> EvaluatedClip:
    # Clips of different folders may have the same name, rows do not.
    stem = Path(clip.file).stem[:_LONGEST_STEM]
    name = f"{_REPORTS_FOLDER}/{clip.row:03d}_{stem}.html"
    try:
        page = _page(measured, clip.path)
    except Exception as error:
        # As in `_evaluated`.
        reason = f"no report: a defect of formcheck: {type(error).__name__}: {error}"
        return result.model_copy(update={"reason": reason})
    make_folder(folder / _REPORTS_FOLDER)
    write_whole(folder / name, page)
    return result.model_copy(update={"report": name})


def _page(measured: Result, source: Path) -> str:
    try:
        return render_html(measured, source, local_time())
    except VideoError:
        # The clip can no longer be read; the report goes without pictures.
        return render_html(measured, None, local_time())


def _figures(results: Sequence[EvaluatedClip], manifest: Path, bundle: Path) -> Evaluation:
    return Evaluation(
        formcheck_version=version("formcheck"),
        generated=local_time(),
        # Names that are not UTF-8 must become valid JSON.
        manifest=shown(manifest.resolve().name),
        model=bundle.stem,
        draws=DRAWS,
        seed=SEED,
        clips=tuple(results),
        counting=count_figures(results),
        counting_by_exercise=counting_by_exercise(results),
        faults=fault_figures(results),
        good_with_major_fault=good_with_major_fault(results),
        angles=angle_figures(results),
        recognition=recognition_figures(results),
    )


def _checked(folder: Path, manifest: Path) -> Path:
    check_folder(folder)
    if any(path.resolve() == manifest.resolve() for path in evaluation_files(folder)):
        raise OutputError(
            f"{folder}: the results would replace the manifest itself; name another folder with -o"
        )
    return folder


def _write(evaluation: Evaluation, folder: Path) -> None:
    make_folder(folder)
    page, data, table = evaluation_files(folder)
    write_whole(data, evaluation.model_dump_json(indent=2))
    write_whole(table, clips_table(evaluation))
    write_whole(page, render_evaluation(evaluation))
