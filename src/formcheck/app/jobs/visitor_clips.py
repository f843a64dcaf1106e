"""The clips of one visitor: submitted to the queue, shown by pages, removed when they leave."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import streamlit as st
from streamlit.runtime import Runtime, exists
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from formcheck._util.text import printable
from formcheck.app.jobs.queue import Job
from formcheck.app.jobs.storage import new_folder
from formcheck.app.jobs.work import ClipRequest
from formcheck.app.server import settings, shared_cleanup, shared_folder, shared_queue
from formcheck.errors import FormcheckError

__all__ = [
    "CHECKED",
    "COMPARED",
    "drop_job",
    "page_job",
    "recordings_folder",
    "set_page_job",
    "submit_clip",
]

CHECKED = "checked-job"
"""Session key of the job of the Check page."""
COMPARED = ("compare-left", "compare-right")
"""Session keys of the two jobs of the Compare page."""
_MAX_NAME_LENGTH = 120


def submit_clip(source: Path | BinaryIO, name: str, exercise: str) -> Job:
    """Submit a clip of this visitor to the queue.

    Parameters
    ----------
    source : Path or file object
        An upload is copied to a file of the server; its content decides what kind it is.
    name : str
        The visitor's name for the clip, only shown.
    exercise : str
        Name in the catalogue, or ``auto``.

    Raises
    ------
    FormcheckError
        The queue or the disk is full.
    """
    options = settings()
    folder = new_folder(shared_folder())
    try:
        request = ClipRequest(
            clip=source if isinstance(source, Path) else _stored(source, folder, name),
            name=printable(name)[:_MAX_NAME_LENGTH],
            exercise=exercise,
            model=options.model,
            folder=folder,
            longest_s=60.0 * options.minutes,
        )
        queue = shared_queue()
        job = queue.submit(request, _session_id())
    except FormcheckError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    reason = f"{request.name}: removed, because the page was closed"
    shared_cleanup().add(_connection(), lambda: queue.cancel(job, reason))
    _free_memory(source)
    return job


def recordings_folder() -> Path:
    """Create a folder for this visitor's recordings, removed a minute after they have left.

    Raises
    ------
    FormcheckError
        It cannot be created.
    """
    folder = new_folder(shared_folder())
    shared_cleanup().add(_connection(), lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


def page_job(key: str) -> Job | None:
    """The job that a page shows, in whatever state."""
    job: Job | None = st.session_state.get(key)
    return job


def set_page_job(key: str, job: Job) -> None:
    """Let a page show a job, and drop the one it showed before."""
    drop_job(key)
    st.session_state[key] = job


def drop_job(key: str) -> None:
    """Cancel the job of a page and remove its files, unless another page shows it too."""
    job = st.session_state.pop(key, None)
    if job is not None and not any(page_job(other) is job for other in (CHECKED, *COMPARED)):
        shared_queue().cancel(job)


def _stored(upload: BinaryIO, folder: Path, name: str) -> Path:
    clip = folder / "upload"
    try:
        # It was read before if the queue was full then.
        upload.seek(0)
        with clip.open("wb") as file:
            shutil.copyfileobj(upload, file)
    except OSError as error:
        raise FormcheckError(
            f"{name}: cannot be stored on this server ({error.strerror})"
        ) from error
    return clip


def _free_memory(source: Path | BinaryIO) -> None:
    """Remove an upload from Streamlit's memory, because it is a file now."""
    context = get_script_run_ctx()
    if context is None or not isinstance(source, UploadedFile):
        return
    uploads = context.uploaded_file_mgr
    if isinstance(uploads, MemoryUploadedFileManager):
        uploads.remove_file(context.session_id, source.file_id)


def _session_id() -> str:
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def _connection() -> Callable[[], bool]:
    """Tells from any thread whether the visitor of this page is connected."""
    session = _session_id()
    if not session or not exists():
        return lambda: True
    runtime = Runtime.instance()
    return lambda: runtime.is_active_session(session)
