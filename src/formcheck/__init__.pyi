from . import errors, live
from ._util.resources import __version__
from .errors import FormcheckError
from .evaluation.result import Evaluation
from .evaluation.run import evaluate
from .exercises import Exercise, exercise_ids, load_exercise
from .motion import signals
from .motion.personal_range import PersonalRange
from .motion.shot import Shot, shots
from .pipeline import analyze, assess, calibrate, track_video
from .pose.track import PoseTrack
from .reps.rep import Rep
from .result.result import Result

__all__ = [
    "Evaluation",
    "Exercise",
    "FormcheckError",
    "PersonalRange",
    "PoseTrack",
    "Rep",
    "Result",
    "Shot",
    "__version__",
    "analyze",
    "assess",
    "calibrate",
    "errors",
    "evaluate",
    "exercise_ids",
    "live",
    "load_exercise",
    "shots",
    "signals",
    "track_video",
]
