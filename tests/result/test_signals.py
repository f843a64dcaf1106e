"""The table of signals of a result."""

from __future__ import annotations

from formcheck.drawing.overlay import Annotator
from formcheck.motion.features import POSTURE_SIGNALS
from formcheck.motion.signals import SIGNALS
from formcheck.report.html import render_html
from formcheck.result.result import Result


def test_it_has_every_signal_but_those_that_only_recognition_reads(hinge: Result) -> None:
    assert set(hinge.signals) == set(SIGNALS) - set(POSTURE_SIGNALS)


def test_one_that_repetitions_were_counted_by_is_there_to_be_drawn(hinge: Result) -> None:
    name = "hip_height_leg"
    part = hinge.sets[0].model_copy(update={"driving_signal": name})
    result = hinge.model_copy(update={"sets": (part,)})
    assert set(result.signals) & set(POSTURE_SIGNALS) == {name}
    assert "hips over the lower ankle" in render_html(result, None, "now")
    assert Annotator(result).layout
