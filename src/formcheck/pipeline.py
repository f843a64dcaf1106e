"""From a clip to a track, from a track to a result, and the two together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from formcheck.assessment.sets import judge_sets
from formcheck.assessment.sides import SideDifference, side_differences
from formcheck.errors import CalibrationError, TrackError, VideoError
from formcheck.exercises import Exercise, load_exercise
from formcheck.exercises.assignment import Assignment, recognised
from formcheck.exercises.passages import recognise_clip
from formcheck.exercises.recognised import recognised_parts, unrecognised
from formcheck.motion.personal_range import PersonalRange, range_in
from formcheck.motion.shot import Shot, shots
from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import CameraView
from formcheck.pose.backend import GivenEstimator, PoseBackend, PoseEstimator
from formcheck.pose.detect import OnFrame, OnProgress
from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.models import find_model
from formcheck.pose.track import PoseTrack
from formcheck.pose.tracking import track_clip
from formcheck.reps.counter import driving_levels
from formcheck.reps.rep import Rep
from formcheck.result.result import Result, main_view
from formcheck.result.safety import LIMITS
from formcheck.result.schema import Clip, SetResult
from formcheck.result.summary import summarise_set, worst_headline
from formcheck.result.viewing import view_summary
from formcheck.store.personal import calibrated, range_warnings
from formcheck.store.profiles import save_profile, usable_name

__all__ = ["AUTO", "analyze", "assess", "calibrate", "track_video"]

AUTO = "auto"
"""Instead of an exercise: recognise it."""

_NOT_RECOGNISED = "the exercise was not recognised"
