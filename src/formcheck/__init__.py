"""formcheck watches a clip of a hinge, bridge or squat, measures it and says what to change.

>>> import formcheck
>>> result = formcheck.analyze("clip.mp4", exercise="hip_hinge")  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formcheck.calibration import calibrate
    from formcheck.errors import FormcheckError
    from formcheck.evaluation.result import Evaluation
    from formcheck.evaluation.run import evaluate
    from formcheck.exercises import Exercise, exercise_ids, load_exercise
    from formcheck.motion.personal_range import PersonalRange
    from formcheck.pipeline import analyze
    from formcheck.result.result import Result

__all__ = [
    "Evaluation",
    "Exercise",
    "FormcheckError",
    "PersonalRange",
    "Result",
    "analyze",
    "calibrate",
    "evaluate",
    "exercise_ids",
    "load_exercise",
]

# OpenCV reads these once, when it is first imported; what its loggers print of a damaged file is
# said by our own errors.
os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

_HOME = {
    "Result": "formcheck.result.schema",
    "Evaluation": "formcheck.evaluation.result",
    "Exercise": "formcheck.exercises",
    "FormcheckError": "formcheck.errors",
    "Result": "formcheck.result.schema",
    "PersonalRange": "formcheck.motion.personal_range",
    "analyze": "formcheck.pipeline",
    "calibrate": "formcheck.calibration",
    "evaluate": "formcheck.evaluation.run",
    "exercise_ids": "formcheck.exercises",
    "load_exercise": "formcheck.exercises",
    "analyze": "formcheck.pipeline",
}


def __getattr__(name: str) -> Any:
    # Importing pandas and OpenCV takes a second, which `formcheck --help` should not cost.
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'formcheck' has no attribute '{name}'")
