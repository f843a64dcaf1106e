"""Exercises as data: the schema of exercise files, and the catalogue that ships with formcheck."""

from formcheck.exercises.loading import exercise_ids, load_exercise
from formcheck.exercises.spec import Exercise

__all__ = ["Exercise", "exercise_ids", "load_exercise"]
