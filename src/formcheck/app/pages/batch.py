"""The Batch page: many clips at once, each a job in the queue of all visitors."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, BinaryIO

import pandas as pd
import streamlit as st

from formcheck._util.files import replacing
from formcheck._util.text import in_a_cell
from formcheck.app.feedback import NO_ANSWERS, Answers, report_html, with_feedback
from formcheck.app.folders import clips_in, named_folders
from formcheck.app.jobs.queue import Job
from formcheck.app.jobs.visitor_clips import submit_clip
from formcheck.app.pages.answers import answers_of
from formcheck.app.pages.result import show_result
from formcheck.app.server import ACCEPTED, settings, shared_queue
from formcheck.app.widgets import CLEARED, choose_exercise, escaped, safety_text, sentence
from formcheck.errors import FormcheckError
from formcheck.result.schema import SetResult

__all__ = ["page", "summary", "zip_results"]

_JOBS = "batch"
_PROBLEMS = "batch-problems"
_UPDATE_EVERY_S = 1.0
_UPLOAD, _FOLDER = "This computer", "A folder of the server"
_DEFLATED = zipfile.ZIP_DEFLATED

_Clip = tuple[str, Path | BinaryIO]
"""Name and source of a clip."""


def page() -> None:
    """Draw the page."""
    jobs: list[Job] = st.session_state.get(_JOBS, [])
    st.title("Batch")
    for problem in st.session_state.get(_PROBLEMS, []):
        st.error(escaped(problem), icon=":material/error:")
    if not jobs:
        _start()
    elif all(job.ended for job in jobs):
        _done(jobs)
    else:
        _wait()


def _start() -> None:
    st.markdown("Several clips at once: a table that fills as they are done, and all reports.")
    exercise = choose_exercise()
    folders = named_folders(settings().folders)
    clips = _of_folder(folders) if folders and _wants_folder() else _uploaded()
    most = settings().share
    if len(clips) > most:
        st.warning(
            f"These are {len(clips)} clips, and one visitor may have {most} in the line at a time: "
            "take fewer now, and the others when they are done.",
            icon=":material/warning:",
        )
    cleared = bool(clips) and st.checkbox(CLEARED)
    st.button(
        "Check all",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not clips or len(clips) > most or not cleared,
        on_click=_begin,
        args=(clips, exercise),
    )
    # Not closed when the box is ticked: the button would move away from the pointer.
    with st.expander("Before you exercise", expanded=bool(clips)):
        safety_text()


def _wants_folder() -> bool:
    return st.radio("Clips from", (_UPLOAD, _FOLDER), horizontal=True) == _FOLDER


def _uploaded() -> list[_Clip]:
    files = st.file_uploader("Your clips", type=list(ACCEPTED), accept_multiple_files=True)
    return [(file.name, file) for file in files]


def _of_folder(folders: Mapping[str, Path]) -> list[_Clip]:
    name = st.selectbox("Folder", list(folders))
    clips = clips_in(folders[name])
    if not clips:
        st.info("No clips are in this folder.", icon=":material/folder_off:")
        return []
    if st.checkbox(f"All of its {len(clips)} clips", key=f"all-{name}"):
        return list(clips.items())
    chosen = st.multiselect("Clips", list(clips), placeholder="Choose clips", key=f"some-{name}")
    return [(clip, clips[clip]) for clip in chosen]


def _begin(clips: Sequence[_Clip], exercise: str) -> None:
    jobs, refused = [], defaultdict(list)
    for name, source in clips:
        try:
            jobs.append(submit_clip(source, name, exercise))
        except FormcheckError as error:
            refused[str(error)].append(name)
    st.session_state[_JOBS] = jobs
    st.session_state[_PROBLEMS] = [
        f"{reason} (not taken: {', '.join(names)})" for reason, names in refused.items()
    ]


@st.fragment(run_every=_UPDATE_EVERY_S)
def _wait() -> None:
    jobs: list[Job] = st.session_state.get(_JOBS, [])
    ended = sum(job.ended for job in jobs)
    if ended == len(jobs):
        st.rerun()
    st.progress(ended / len(jobs), f"{ended} of {len(jobs)} clips are done")
    _table(jobs)
    _failures(jobs)
    if st.button("Stop", icon=":material/close:"):
        for job in jobs:
            if not job.ended:
                shared_queue().cancel(job)
        st.rerun()


def _done(jobs: Sequence[Job]) -> None:
    results = {row: job.result for row, job in enumerate(jobs) if job.result is not None}
    # Read here: the ZIP is made later, without the session state of the visitor.
    answers = _answers(jobs)
    st.markdown(f"{len(results)} of {len(jobs)} clips were analysed.")
    _table(jobs)
    _failures(jobs)
    with st.container(horizontal=True):
        st.download_button(
            "All reports and the table (ZIP)",
            lambda: _zipped(jobs, answers),
            file_name="formcheck.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            on_click="ignore",
            type="primary",
            disabled=not results,
        )
        st.button("Other clips", icon=":material/add:", on_click=_drop)
    if not results:
        return
    shown = st.selectbox(
        "Open a result",
        list(results),
        index=None,
        placeholder="Choose a clip",
        format_func=lambda row: jobs[row].request.name,
    )
    if shown is not None:
        st.divider()
        show_result(results[shown])


def _failures(jobs: Sequence[Job]) -> None:
    """Show the reasons in full, because a cell of the table shows only the beginning."""
    for job in jobs:
        if job.state == "failed":
            st.error(sentence(f"{job.reason}", job.request.name), icon=":material/error:")


def _drop() -> None:
    for job in st.session_state.pop(_JOBS, []):
        shared_queue().cancel(job)
    st.session_state.pop(_PROBLEMS, None)


def _table(jobs: Sequence[Job]) -> None:
    whole = st.column_config.NumberColumn(format="%.0f")
    # A wider column, for the reason of a failure, would push the score out of sight.
    columns = {"Score": whole, "State": st.column_config.TextColumn(width="medium")}
    table = summary(jobs, _answers(jobs))
    st.dataframe(table, hide_index=True, column_config=columns, placeholder="")


def _answers(jobs: Sequence[Job]) -> list[Answers]:
    return [NO_ANSWERS if job.result is None else answers_of(job.result) for job in jobs]


def summary(jobs: Sequence[Job], answers: Sequence[Answers]) -> pd.DataFrame:
    """A table with one row per set, and one for each clip without sets.

    Parameters
    ----------
    jobs : sequence of Job
        In any state.
    answers : sequence of Answers
        For each job; after pain there is no score.
    """
    rows: list[dict[str, Any]] = []
    for job, answer in zip(jobs, answers, strict=True):
        clip = {"Clip": job.request.name, "State": _state(job)}
        result = job.result
        sets = with_feedback(result, answer).analysis.sets if result is not None else ()
        rows += [
            {
                **clip,
                "Exercise": found.exercise_name,
                "Reps": len(found.reps),
                "Score": found.score.value,
                "To fix": _to_fix(found),
            }
            for found in sets
        ] or [clip]
    table = pd.DataFrame(rows, columns=["Clip", "State", "Exercise", "Reps", "Score", "To fix"])
    return table.astype({"Reps": "Int64"})


def _to_fix(found: SetResult) -> str | None:
    if found.fix_first is not None:
        return found.fix_first.title
    return None if found.judged_reps else "Not judged"


def _state(job: Job) -> str:
    if job.state == "working":
        return f"{job.progress.stage}, {100 * job.progress.share:.0f} %"
    if job.state == "failed":
        reason = f"{job.reason}".removeprefix(f"{job.request.name}: ")
        return f"Not analysed: {reason}"
    if job.result is not None and not job.result.analysis.sets:
        return "Done: no repetition found"
    if job.state == "waiting":
        return f"In line, {job.ahead} before it" if job.ahead else "Starting"
    return "Done" if job.state == "done" else "Stopped"


def zip_results(jobs: Sequence[Job], answers: Sequence[Answers], path: Path) -> None:
    """Write a ZIP with ``summary.csv``, and the report and JSON of each clip.

    Parameters
    ----------
    jobs : sequence of Job
        Jobs without a result are only in the summary.
    answers : sequence of Answers
        For each job; part of the reports.
    path : Path
        The file; never whole in memory while it is made.
    """
    with replacing(path) as unfinished, zipfile.ZipFile(unfinished, "w", _DEFLATED) as archive:
        table = summary(jobs, answers)
        table["Clip"] = table["Clip"].map(in_a_cell)
        archive.writestr("summary.csv", table.to_csv(index=False))
        for number, (job, answer) in enumerate(zip(jobs, answers, strict=True), 1):
            if job.result is None:
                continue
            # No part of the visitor's name may lead out of the folder of the unpacked ZIP.
            stem = PurePath(job.request.name.replace("\\", "/")).stem.strip(". ") or "clip"
            result = with_feedback(job.result, answer)
            archive.writestr(f"{number:03d} {stem}.html", report_html(result, answer))
            archive.writestr(f"{number:03d} {stem}.json", result.analysis.model_dump_json(indent=2))


def _zipped(jobs: Sequence[Job], answers: Sequence[Answers]) -> bytes:
    """The ZIP, whose file is in the folder of the first result."""
    first = next(job for job in jobs if job.result is not None)
    path = first.request.folder / "all.zip"
    zip_results(jobs, answers, path)
    return path.read_bytes()
