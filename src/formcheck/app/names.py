"""Names of exercises and faults as people read them, in the catalogue or not."""

from __future__ import annotations

from formcheck.exercises import Exercise, exercise_ids, load_exercise

__all__ = ["exercise_name", "fault_title", "known_exercise"]


def known_exercise(exercise: str) -> Exercise | None:
    """Its definition, if the catalogue has it.

    A session may have been made with a file of the person's own, or with another formcheck; what
    comes from there is a word and never a path.
    """
    return load_exercise(exercise) if exercise in exercise_ids() else None


def exercise_name(exercise: str) -> str:
    """As in the catalogue, or the word itself."""
    found = known_exercise(exercise)
    return exercise if found is None else found.name


def fault_title(exercise: str, check: str | None) -> str:
    """Of a check of an exercise; a dash for none."""
    if check is None:
        return "\N{EN DASH}"
    found = known_exercise(exercise)
    titles = {} if found is None else {one.id: one.title for one in found.checks}
    return titles.get(check, check)
