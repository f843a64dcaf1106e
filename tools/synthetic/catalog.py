"""Every exercise that can be rendered, by its id."""

from __future__ import annotations

from synthetic.exercises import EXERCISES as BASIC
from synthetic.floor_work import FLOOR_WORK
from synthetic.standing_work import STANDING_WORK

EXERCISES = BASIC | STANDING_WORK | FLOOR_WORK
