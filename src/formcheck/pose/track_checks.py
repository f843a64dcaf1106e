"""Whether a track, whoever made it, can be judged: its values, and the landmarks it has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.errors import TrackError
from formcheck.pose.landmarks import Landmark, side_landmarks
from formcheck.pose.track import PoseTrack

__all__ = ["LONGEST_TRACK_S", "NEEDED", "check_landmarks", "check_values", "in_words"]

LONGEST_TRACK_S = 3600.0
"""As long as the longest clip."""
NEEDED = tuple(
    landmark for part in ("shoulder", "hip", "knee", "ankle") for landmark in side_landmarks(part)
)
"""Signals of every exercise rest on these, as do the person's size and the camera's place."""

# Pixels or metres; beyond, squares of squares lose the digits that matter.
_FARTHEST = 1e6


def check_values(track: PoseTrack, name: str) -> None:
    """Refuse a track with values that nothing seen by a camera can have.

    Parameters
    ----------
    track : PoseTrack
        Any; NaN is allowed in landmarks.
    name : str
        Of the track, for the message.

    Raises
    ------
    TrackError
        Landmarks are infinite or absurdly far away, visibility is not 0-1, the bias no number, or
        it lasts for over an hour.
    """
    for unit, values in (("pixels", track.xy), ("metres", track.world)):
        if np.any(np.abs(values) > _FARTHEST):
            raise TrackError(f"{name}: has landmarks further than {_FARTHEST:.0e} {unit} away")
    if not np.all((track.visibility >= 0) & (track.visibility <= 1)):
        raise TrackError(f"{name}: has visibilities that are not 0 to 1; 0 is for not seen")
    if not np.isfinite([track.bias.trunk_deg, track.bias.thigh_deg, track.bias.shin_deg]).all():
        raise TrackError(f"{name}: has a bias that is no number of degrees")
    if len(track) and track.time[-1] - track.time[0] > LONGEST_TRACK_S:
        raise TrackError(f"{name}: lasts for over an hour; times are in seconds")


def check_landmarks(track: PoseTrack, name: str) -> None:
    """Refuse a track that lacks throughout what every exercise is measured by.

    Parameters
    ----------
    track : PoseTrack
        Any.
    name : str
        Of the track, for the message.

    Raises
    ------
    TrackError
        Nobody is in it, it is one frame long, or it never has a landmark of `NEEDED` or the depth
        of shoulders and hips; says which.
    """
    if not np.isfinite(track.xy).any():
        raise TrackError("nobody is seen in this track; film with the whole body in the picture")
    if len(track) < 2:
        raise TrackError(f"{name}: one frame long, which is too short for any repetition")
    missing = [
        landmark for landmark in NEEDED if not np.isfinite(track.xy[:, landmark]).all(axis=1).any()
    ]
    if missing:
        raise TrackError(f"{name}: has no {in_words(missing)}, which the signals need")
    trunk = [*side_landmarks("shoulder"), *side_landmarks("hip")]
    if not np.isfinite(track.world[:, trunk]).all(axis=(1, 2)).any():
        raise TrackError(
            f"{name}: has no world landmarks of shoulders and hips, which tell where the camera "
            "stood"
        )


def in_words(landmarks: Sequence[Landmark]) -> str:
    """Names of landmarks to go behind "has no"."""
    return " and no ".join(landmark.name.lower() for landmark in landmarks)
