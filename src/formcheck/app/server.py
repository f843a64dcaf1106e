"""What all visitors of one server share: its settings, its folder, its queue and its live slots."""

from __future__ import annotations

import atexit
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from formcheck._util.resources import usable_cores
from formcheck.app.jobs.queue import JobQueue
from formcheck.app.jobs.storage import VisitorCleanup, server_folder
from formcheck.app.live.connections import ice_servers
from formcheck.app.live.slots import SlotPool
from formcheck.errors import FormcheckError

__all__ = [
    "ACCEPTED",
    "Settings",
    "settings",
    "shared_cleanup",
    "shared_folder",
    "shared_queue",
    "shared_slots",
]

ACCEPTED = ("mp4", "mov", "webm", "avi", "mkv", "gif", "m4v")
"""Name endings of the clips that an upload takes."""


@dataclass(frozen=True)
class Settings:
    """The operator's settings, from environment variables.

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
        separated as in ``PATH``.
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
        A value is out of range, or cannot be read.
    """
    return Settings(
        model=os.environ.get("FORMCHECK_APP_MODEL", "full"),
        places=_count("PLACES", max(1, usable_cores() // 2), most=1000),
        waiting=_count("WAITING", 100, most=1_000_000),
        share=_count("SHARE", 25, most=1_000_000),
        minutes=_number("MINUTES", 10),
        folders=tuple(
            Path(folder)
            for folder in os.environ.get("FORMCHECK_APP_FOLDERS", "").split(os.pathsep)
            if folder.strip()
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
def shared_queue() -> JobQueue:
    """The job queue of this server; its worker processes start with it."""
    options = settings()
    # First, so that at exit the work is stopped before its folder is removed.
    shared_folder()
    queue = JobQueue(options.places, options.waiting, options.share)
    atexit.register(queue.close)
    return queue


@st.cache_resource(show_spinner=False)
def shared_slots() -> SlotPool:
    """The slots for live coaching on this server."""
    return SlotPool(settings().live_places)


@st.cache_resource(show_spinner=False)
def shared_cleanup() -> VisitorCleanup:
    """Cleans up after every visitor who has left."""
    return VisitorCleanup()


@st.cache_resource(show_spinner=False)
def shared_folder() -> Path:
    """The temporary folder of this server."""
    return server_folder()
