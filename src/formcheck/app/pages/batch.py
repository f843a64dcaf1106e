"""Batch: many clips at once, each a place in the same line as everyone's."""

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
from formcheck.app.folders import clips_in, named_folders
from formcheck.app.jobs.queue import Ticket
from formcheck.app.pages.answers import answers_of
from formcheck.app.pages.result import show_result
from formcheck.app.parts import CLEARED, choose_exercise, escaped, safety_text, sentence
from formcheck.app.server import ACCEPTED, check, settings, shared_line
from formcheck.app.told import NO_ANSWERS, Answers, after_answers, report_of
from formcheck.errors import FormcheckError
from formcheck.result.schema import SetResult

__all__ = ["page", "summary", "zip_results"]

_TICKETS = "batch"
_TROUBLES = "batch-troubles"
_LOOK_EVERY_S = 1.0
_HERE, _THERE = "This computer", "A folder of the server"
_DEFLATED = zipfile.ZIP_DEFLATED

_Clip = tuple[str, Path | BinaryIO]
"""What a clip is called, and where it is."""


def page() -> None:
    """Draw the page as it is for this visitor now."""
    tickets: list[Ticket] = st.session_state.get(_TICKETS, [])
    st.title("Batch")
    for trouble in st.session_state.get(_TROUBLES, []):
        st.error(escaped(trouble), icon=":material/error:")
    if not tickets:
        _start()
    elif all(one.ended for one in tickets):
        _done(tickets)
    else:
        _watch()


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
    # It stays as it is when the box is ticked: the button would move from under the pointer.
    with st.expander("Before you exercise", expanded=bool(clips)):
        safety_text()


def _wants_folder() -> bool:
    return st.radio("Clips from", (_HERE, _THERE), horizontal=True) == _THERE


def _uploaded() -> list[_Clip]:
    files = st.file_uploader("Your clips", type=list(ACCEPTED), accept_multiple_files=True)
    return [(one.name, one) for one in files]


def _of_folder(folders: Mapping[str, Path]) -> list[_Clip]:
    name = st.selectbox("Folder", list(folders))
    there = clips_in(folders[name])
    if not there:
        st.info("No clips are in this folder.", icon=":material/folder_off:")
        return []
    if st.checkbox(f"All of its {len(there)} clips", key=f"all-{name}"):
        return list(there.items())
    chosen = st.multiselect("Clips", list(there), placeholder="Choose clips", key=f"some-{name}")
    return [(one, there[one]) for one in chosen]


def _begin(clips: Sequence[_Clip], exercise: str) -> None:
    tickets, refused = [], defaultdict(list)
    for name, source in clips:
        try:
            tickets.append(check(source, name, exercise))
        except FormcheckError as error:
            refused[str(error)].append(name)
    st.session_state[_TICKETS] = tickets
    st.session_state[_TROUBLES] = [
        f"{reason} (not taken: {', '.join(names)})" for reason, names in refused.items()
    ]


@st.fragment(run_every=_LOOK_EVERY_S)
def _watch() -> None:
    tickets: list[Ticket] = st.session_state.get(_TICKETS, [])
    ended = sum(one.ended for one in tickets)
    if ended == len(tickets):
        st.rerun()
    st.progress(ended / len(tickets), f"{ended} of {len(tickets)} clips are done")
    _table(tickets)
    _failures(tickets)
    if st.button("Stop", icon=":material/close:"):
        for one in tickets:
            if not one.ended:
                shared_line().give_up(one)
        st.rerun()


def _done(tickets: Sequence[Ticket]) -> None:
    good = {row: one for row, one in enumerate(tickets) if one.result is not None}
    # Asked here: the file is made later, where nobody's answers are at hand.
    answers = _answers(tickets)
    st.markdown(f"{len(good)} of {len(tickets)} clips were analysed.")
    _table(tickets)
    _failures(tickets)
    with st.container(horizontal=True):
        st.download_button(
            "All reports and the table (ZIP)",
            lambda: _zipped(tickets, answers),
            file_name="formcheck.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            on_click="ignore",
            type="primary",
            disabled=not good,
        )
        st.button("Other clips", icon=":material/add:", on_click=_forget)
    if not good:
        return
    shown = st.selectbox(
        "Open a result",
        list(good),
        index=None,
        placeholder="Choose a clip",
        format_func=lambda row: good[row].request.name,
    )
    if shown is not None:
        result = good[shown].result
        assert result is not None
        st.divider()
        show_result(result)


def _failures(tickets: Sequence[Ticket]) -> None:
    """Reasons in full: a cell of the table shows only the beginning."""
    for one in tickets:
        if one.state == "failed":
            st.error(sentence(f"{one.reason}", one.request.name), icon=":material/error:")


def _forget() -> None:
    for one in st.session_state.pop(_TICKETS, []):
        shared_line().give_up(one)
    st.session_state.pop(_TROUBLES, None)


def _table(tickets: Sequence[Ticket]) -> None:
    whole = st.column_config.NumberColumn(format="%.0f")
    # The reason of a failure would push the score out of sight; below the table it is in full.
    columns = {"Score": whole, "State": st.column_config.TextColumn(width="medium")}
    table = summary(tickets, _answers(tickets))
    st.dataframe(table, hide_index=True, column_config=columns, placeholder="")


def _answers(tickets: Sequence[Ticket]) -> list[Answers]:
    return [NO_ANSWERS if one.result is None else answers_of(one.result) for one in tickets]


def summary(tickets: Sequence[Ticket], answers: Sequence[Answers]) -> pd.DataFrame:
    """One row a set, one for each clip without any: what was done, its score, or why there is none.

    Parameters
    ----------
    tickets : sequence of Ticket
        In any state.
    answers : sequence of Answers
        What was said of each: after pain there is no score.
    """
    rows: list[dict[str, Any]] = []
    for ticket, said in zip(tickets, answers, strict=True):
        clip = {"Clip": ticket.request.name, "State": _state(ticket)}
        result = ticket.result
        sets = after_answers(result, said).analysis.sets if result is not None else ()
        rows += [
            {
                **clip,
                "Exercise": part.exercise_name,
                "Reps": len(part.reps),
                "Score": part.score.value,
                "To fix": _to_fix(part),
            }
            for part in sets
        ] or [clip]
    table = pd.DataFrame(rows, columns=["Clip", "State", "Exercise", "Reps", "Score", "To fix"])
    return table.astype({"Reps": "Int64"})


def _to_fix(part: SetResult) -> str | None:
    if part.fix_first is not None:
        return part.fix_first.title
    return None if part.judged_reps else "Not judged"


def _state(ticket: Ticket) -> str:
    if ticket.state == "working":
        return f"{ticket.progress.stage}, {100 * ticket.progress.share:.0f} %"
    if ticket.state == "failed":
        reason = f"{ticket.reason}".removeprefix(f"{ticket.request.name}: ")
        return f"Not analysed: {reason}"
    if ticket.result is not None and not ticket.result.analysis.sets:
        return "Done: no repetition found"
    if ticket.state == "waiting":
        return f"In line, {ticket.ahead} before it" if ticket.ahead else "Starting"
    return "Done" if ticket.state == "done" else "Stopped"


def zip_results(tickets: Sequence[Ticket], answers: Sequence[Answers], path: Path) -> None:
    """Write ``summary.csv``, and the report and JSON of each clip by number and name, to a ZIP.

    Parameters
    ----------
    tickets : sequence of Ticket
        Those without a result are only in the summary.
    answers : sequence of Answers
        What was said of each; it is in the reports.
    path : Path
        The file; it is on the disk, and never whole in memory, while it is made.
    """
    with replacing(path) as unfinished, zipfile.ZipFile(unfinished, "w", _DEFLATED) as archive:
        table = summary(tickets, answers)
        table["Clip"] = table["Clip"].map(in_a_cell)
        archive.writestr("summary.csv", table.to_csv(index=False))
        for number, (one, said) in enumerate(zip(tickets, answers, strict=True), 1):
            if one.result is None:
                continue
            # The name is the visitor's: nothing in it may lead out of the folder it is unpacked in.
            stem = PurePath(one.request.name.replace("\\", "/")).stem.strip(". ") or "clip"
            told = after_answers(one.result, said)
            archive.writestr(f"{number:03d} {stem}.html", report_of(told, said))
            archive.writestr(f"{number:03d} {stem}.json", told.analysis.model_dump_json(indent=2))


def _zipped(tickets: Sequence[Ticket], answers: Sequence[Answers]) -> bytes:
    """The ZIP, which lies with the first result until that is given up."""
    first = next(one for one in tickets if one.result is not None)
    path = first.request.folder / "all.zip"
    zip_results(tickets, answers, path)
    return path.read_bytes()
