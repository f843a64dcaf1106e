"""What all visitors of one server share: its settings, its folder and its line."""

from __future__ import annotations

import atexit
import math
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import streamlit as st
from streamlit.runtime import Runtime, exists
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from formcheck._util.resources import usable_cores
from formcheck._util.text import printable
from formcheck.app.jobs.queue import Line, Ticket
from formcheck.app.jobs.storage import Belongings, new_folder, server_folder
from formcheck.app.jobs.work import ClipRequest
from formcheck.app.live.connections import ice_servers
from formcheck.app.live.slots import Seats
from formcheck.errors import FormcheckError

__all__ = [
    "ACCEPTED",
    "Settings",
    "check",
    "open_line",
    "recordings_folder",
    "settings",
    "shared_line",
    "shared_seats",
]

ACCEPTED = ("mp4", "mov", "webm", "avi", "mkv", "gif", "m4v")
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Settings:
    """Set by the operator, in the environment.

    Attributes
    ----------
    model : str
        ``FORMCHECK_APP_MODEL``, the pose model.
    places : int
        ``FORMCHECK_APP_PLACES``, clips analysed at a time; by default one for every two cores.
    waiting : int
        ``FORMCHECK_APP_WAITING``, clips that may wait.
    share : int
        ``FORMCHECK_APP_SHARE``, clips of one visitor that may wait.
    minutes : float
        ``FORMCHECK_APP_MINUTES``, longest clip.
    folders : tuple of Path
        ``FORMCHECK_APP_FOLDERS``, folders of this server whose clips every visitor may check,
        parted as in ``PATH``.
    live_model : str
        ``FORMCHECK_APP_LIVE_MODEL``, the pose model of live coaching.
    live_places : int
        ``FORMCHECK_APP_LIVE_PLACES``, people coached at a time; by default one for every two cores.
    ice : tuple of dict
        ``FORMCHECK_APP_ICE``, see `formcheck.app.live.connections`.
    """

    model: str
    places: int
    waiting: int
    share: int
    minutes: float
    folders: tuple[Path, ...]
    live_model: str
    live_places: int
    ice: tuple[dict[str, Any], ...]


def settings() -> Settings:
    """Read the settings.

    Raises
    ------
    FormcheckError
        One is not a number that it can be, or cannot be read.
    """
    return Settings(
        model=os.environ.get("FORMCHECK_APP_MODEL", "full"),
        places=_count("PLACES", max(1, usable_cores() // 2), most=1000),
        waiting=_count("WAITING", 100, most=1_000_000),
        share=_count("SHARE", 25, most=1_000_000),
        minutes=_number("MINUTES", 10),
        folders=tuple(
            Path(one)
            for one in os.environ.get("FORMCHECK_APP_FOLDERS", "").split(os.pathsep)
            if one.strip()
        ),
        live_model=os.environ.get("FORMCHECK_APP_LIVE_MODEL", "lite"),
        live_places=_count("LIVE_PLACES", max(1, usable_cores() // 2), most=1000),
        ice=tuple(ice_servers(os.environ.get("FORMCHECK_APP_ICE", ""))),
    )


def _number(name: str, default: float) -> float:
    text = os.environ.get(f"FORMCHECK_APP_{name}", "")
    try:
        value = float(text) if text else float(default)
    except ValueError as error:
        raise FormcheckError(f"FORMCHECK_APP_{name} is '{text}'; it has to be a number") from error
    if not math.isfinite(value):
        raise FormcheckError(f"FORMCHECK_APP_{name} is '{text}'; it has to be a number")
    if value <= 0:
        raise FormcheckError(f"FORMCHECK_APP_{name} is '{text}'; it has to be above 0")
    return value


def _count(name: str, default: int, *, most: int) -> int:
    value = _number(name, default)
    if not 1 <= value <= most:
        text = os.environ[f"FORMCHECK_APP_{name}"]
        raise FormcheckError(f"FORMCHECK_APP_{name} is '{text}'; it has to be from 1 to {most}")
    return int(value)


@st.cache_resource(show_spinner=False)
def shared_line() -> Line:
    """The one line of this server."""
    chosen = settings()
    # First, so that at the end the work is stopped before its folder goes.
    _root()
    line = Line(chosen.places, chosen.waiting, chosen.share)
    atexit.register(line.close)
    return line


def open_line() -> None:
    """Have the processes started that analyse clips, before the first clip is there."""
    shared_line()


@st.cache_resource(show_spinner=False)
def shared_seats() -> Seats:
    """The seats for live coaching on this server."""
    return Seats(settings().live_places)


@st.cache_resource(show_spinner=False)
def _belongings() -> Belongings:
    return Belongings()


def recordings_folder() -> Path:
    """A folder for this visitor's recordings, removed a minute after they have left.

    Raises
    ------
    FormcheckError
        It cannot be made.
    """
    folder = new_folder(_root())
    _belongings().add(folder, _presence())
    return folder


@st.cache_resource(show_spinner=False)
def _root() -> Path:
    return server_folder()


def check(source: Path | BinaryIO, name: str, exercise: str) -> Ticket:
    """Put a clip of this visitor into the line.

    Parameters
    ----------
    source : Path or file object
        The clip. An upload is copied to a file of our own name; its content decides what it is.
    name : str
        What it is called; only shown.
    exercise : str
        Name in the catalogue, or ``auto``.

    Raises
    ------
    FormcheckError
        The line is full, or the disk.
    """
    chosen = settings()
    folder = new_folder(_root())
    if isinstance(source, Path):
        clip = source
    else:
        clip = folder / "upload"
        try:
            # It may have been read before, for a line that was full then.
            source.seek(0)
            with clip.open("wb") as file:
                shutil.copyfileobj(source, file)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise FormcheckError(
                f"{name}: cannot be stored on this server ({error.strerror})"
            ) from error
    request = ClipRequest(
        clip=clip,
        name=printable(name)[:_LONGEST_NAME],
        exercise=exercise,
        model=chosen.model,
        folder=folder,
        longest_s=60.0 * chosen.minutes,
    )
    try:
        ticket = shared_line().join(request, _presence(), _visitor())
    except FormcheckError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _free(source)
    return ticket


def _visitor() -> str:
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def _free(source: Path | BinaryIO) -> None:
    """An upload lies in the memory of the server; once it is a file, it need not."""
    context = get_script_run_ctx()
    if context is None or not isinstance(source, UploadedFile):
        return
    uploads = context.uploaded_file_mgr
    if isinstance(uploads, MemoryUploadedFileManager):
        uploads.remove_file(context.session_id, source.file_id)


def _presence() -> Callable[[], bool]:
    """Whether the visitor of this page is connected, to be asked from any thread."""
    session = _visitor()
    if not session or not exists():
        return lambda: True
    runtime = Runtime.instance()
    return lambda: runtime.is_active_session(session)
