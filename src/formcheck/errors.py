"""The errors formcheck raises on purpose: one line each, saying what is wrong, where, what to do.

::

    FormcheckError
    ├── VideoError        the clip cannot be read, or the annotated video cannot be written
    ├── ModelError        a pose model is missing, unknown or damaged
    ├── NoPersonError     no person could be followed through the clip
    ├── TrackError        a track is none, does not hold together, or lacks what is needed
    ├── ExerciseError     an exercise is unknown or its definition does not hold together
    ├── ManifestError     a list of labelled clips does not hold together
    ├── CalibrationError  a person's range cannot be read from a clip
    ├── HistoryError      what is kept between runs cannot be read or written
    ├── OutputError       a result cannot be written where it was asked for
    └── Cancelled         the caller asked to stop; nothing half-written is left

Anything else that escapes is a defect of formcheck, not of the input.
"""

__all__ = [
    "CalibrationError",
    "Cancelled",
    "ExerciseError",
    "FormcheckError",
    "HistoryError",
    "ManifestError",
    "ModelError",
    "NoPersonError",
    "OutputError",
    "TrackError",
    "VideoError",
]


class FormcheckError(Exception):
    """Base of all errors that a person can act on."""


class VideoError(FormcheckError):
    """The clip cannot be read, or the annotated video cannot be written."""


class ModelError(FormcheckError):
    """A pose model is missing, unknown or damaged."""


class NoPersonError(FormcheckError):
    """No person could be followed through the clip."""


class ExerciseError(FormcheckError):
    """An exercise is unknown or its definition does not hold together."""


class ManifestError(FormcheckError):
    """A list of labelled clips, or the truth beside a clip, does not hold together."""


class CalibrationError(FormcheckError):
    """A person's range cannot be read from a clip."""


class HistoryError(FormcheckError):
    """What is kept between runs cannot be read or written."""


class OutputError(FormcheckError):
    """A result cannot be written where it was asked for."""


class TrackError(FormcheckError):
    """A track is none, does not hold together, or lacks what is needed."""


class Cancelled(FormcheckError):  # noqa: N818 - not an error in the caller's eyes
    """The caller asked to stop."""
