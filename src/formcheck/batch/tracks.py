"""The stored pose tracks of a batch: to judge a clip again needs its track and no pose model."""

from __future__ import annotations

from pathlib import PurePosixPath

from formcheck._util.text import shown
from formcheck.batch.storage import Storage
from formcheck.errors import OutputError, TrackError
from formcheck.pose.track import PoseTrack
from formcheck.pose.track_file import track_from_bytes, track_to_bytes

__all__ = ["TrackStore"]

_FOLDER, _SUFFIX = "tracks", ".npz"


class TrackStore:
    """The tracks in the storage of a batch, each in a file named by what it depends on."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def read(self, key: str, *, sha256: str, backend: str) -> PoseTrack | None:
        """The track of a key; None if there is none.

        Parameters
        ----------
        key : str
            See `formcheck.batch.keys.Keys.track_key`.
        sha256 : str
            Of the clip's content.
        backend : str
            Name of the pose model.

        Raises
        ------
        TrackError
            The file is damaged, cannot be read, or is the track of another clip or model.
        """
        name = _track_name(key)
        try:
            content = self._storage.read(name)
        except OutputError as error:
            raise TrackError(shown(str(error))) from error
        if content is None:
            return None
        track = track_from_bytes(content, name)
        if (track.source.sha256, track.source.backend) != (sha256, backend):
            raise TrackError(f"{name}: the track of another clip or another pose model")
        return track

    def write(self, key: str, track: PoseTrack) -> None:
        """Write a track, whole or not at all; OutputError if it cannot be written."""
        self._storage.write(_track_name(key), track_to_bytes(track))

    def links(self) -> dict[str, str]:
        """Names of all tracks, relative to the storage, by key; from one listing of the folder."""
        paths = (PurePosixPath(name) for name in self._storage.names(_FOLDER))
        return {path.stem: _track_name(path.stem) for path in paths if path.suffix == _SUFFIX}


def _track_name(key: str) -> str:
    return f"{_FOLDER}/{key}{_SUFFIX}"
