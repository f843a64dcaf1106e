"""The ladder of the Progress page: which rungs are clean, and by which rule."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from formcheck.app.pages.sources import show_sources
from formcheck.app.widgets import escaped, exercise_name, fault_title
from formcheck.errors import FormcheckError
from formcheck.exercises.ladder import CleanRule, Ladder, Rung, load_ladder
from formcheck.progress.ladder import ExerciseStanding, RungStanding, rule_words, standing
from formcheck.result.safety import HEADLINE_TITLES
from formcheck.store.profiles import ladder_rule, set_ladder_rule
from formcheck.store.record import Session

__all__ = ["show_ladder"]

_PRACTICE = (
    "The ladder is an order to practise technique in, by what the camera could measure. It is no "
    "medical advice, and does not say that you may exercise. If something hurts, stop, and ask "
    "your health-care professional before you go on."
)


def show_ladder(profile: str, sessions: Sequence[Session]) -> None:
    """Draw all rungs from the lowest up, the rule, and a form to change it.

    Parameters
    ----------
    profile : str
        The profile of the sessions; its own rule is stored with it.
    sessions : sequence of Session
        All sessions of the profile.
    """
    ladder, own = load_ladder(), ladder_rule(profile)
    rule = own or ladder.rule
    st.markdown(f"A rung is **clean** after: {rule_words(rule)} Pain resets a rung.")
    st.caption(_PRACTICE)
    _change(profile, ladder, rule, own is not None)
    rungs = standing(sessions, ladder, rule)
    here = next((rung for rung in rungs if not rung.ready), None)
    for number, rung in enumerate(rungs, 1):
        _rung(number, rung, rule, here is rung)
    sources = [(rung.rung.title, rung.rung.source) for rung in rungs]
    show_sources("Where the order comes from", sources)


def _change(profile: str, ladder: Ladder, rule: CleanRule, is_own: bool) -> None:
    with st.expander("Your own rule" if is_own else "Change the rule"), st.form("ladder-rule"):
        columns = st.columns(3)
        days = columns[0].number_input("Days in a row", 1, 20, rule.days)
        score = columns[1].number_input("Score of each set", 0, 100, round(rule.score), 5)
        reps = columns[2].number_input("Repetitions a day", 1, 100, rule.reps)
        sources = ladder.rule_sources
        default = ladder.rule
        st.caption(
            escaped(
                f"Default: {default.days} days ({sources.days}); "
                f"{default.score:g} ({sources.score}); {default.reps} repetitions ({sources.reps})."
            )
        )
        with st.container(horizontal=True):
            keep = st.form_submit_button("Keep this rule", type="primary")
            reset = st.form_submit_button("Back to the default", disabled=not is_own)
    if not keep and not reset:
        return
    chosen = CleanRule(days=int(days), score=float(score), reps=int(reps)) if keep else None
    try:
        set_ladder_rule(profile, chosen)
    except FormcheckError as error:
        st.error(escaped(str(error)), icon=":material/error:")
    else:
        st.rerun()


def _rung(number: int, rung: RungStanding, rule: CleanRule, here: bool) -> None:
    with st.container(border=True):
        what, state = st.columns([3, 2], gap="medium", vertical_alignment="center")
        with what:
            st.markdown(
                f"**{number}. {rung.rung.title}**"
                + (" \N{MIDDLE DOT} you are here" if here else "")
            )
            st.caption(" ".join((rung.rung.why, *_instead_of_a_score(rung.rung))))
            for exercise in rung.exercises:
                st.markdown(f"- {exercise_name(exercise.exercise)}: {_done(exercise)}")
        with state:
            _state(rung, rule)


def _instead_of_a_score(rung: Rung) -> tuple[str, ...]:
    if rung.headline is None:
        return ()
    return (
        f"It has no score: a day is clean without a clear fault in the row "
        f'"{HEADLINE_TITLES[rung.headline]}".',
    )


def _state(rung: RungStanding, rule: CleanRule) -> None:
    if rung.pain is not None:
        st.warning(
            f"Pain on {rung.pain:%d %b %Y}: counted anew from there. Ask your health-care "
            "professional before you go on with this.",
            icon=":material/front_hand:",
        )
        return
    if rung.ready and (reason := _no_more_load(rung)) is not None:
        st.warning(f"Clean often enough, but no more for now: {reason}.", icon=":material/info:")
        return
    if rung.ready:
        heavier = "" if rung.rung.headline else "add a little load, or "
        st.success(f"Clean often enough: {heavier}move up a rung.", icon=":material/check:")
        return
    best = rung.best
    if not best.days:
        st.markdown("Not done yet.")
        return
    st.progress(
        best.clean_days / rule.days, f"{best.clean_days} of {rule.days} clean days in a row"
    )
    if best.missing is not None:
        came_back = "" if best.fault is None else f": {_fault(best)}"
        st.caption(f"The latest, {best.latest:%d %b}: {best.missing}{came_back}.")


def _no_more_load(rung: RungStanding) -> str | None:
    """Why neither load nor the next rung is advised, though the rung is clean often enough."""
    if rung.hurt_lately:
        return "there was pain when you trained last. Ask your health-care professional first"
    if (other := rung.came_back) is not None:
        return f"a clear fault came back in {exercise_name(other.exercise)}: {_fault(other)}"
    return None


def _fault(exercise: ExerciseStanding) -> str:
    return escaped(fault_title(exercise.exercise, exercise.fault))


def _done(exercise: ExerciseStanding) -> str:
    if exercise.latest is None:
        return "not done yet"
    days = "1 day" if exercise.days == 1 else f"{exercise.days} days"
    load = f", with {escaped(exercise.load)}" if exercise.load else ""
    return f"{days}, latest {exercise.latest:%d %b %Y}{load}"
