"""Where to put the phone, in words and as a drawing made from the exercise's own data."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from formcheck.drawing.camera_setup import camera_drawing, camera_words
from formcheck.exercises import exercise_ids, load_exercise
from formcheck.report.html import render_html
from formcheck.result.result import Result
from formcheck.result.schema import ViewSummary, WantedCamera


def seen_from(yaw_deg: float | None, exercise: str = "squat", **changes) -> ViewSummary:
    camera = load_exercise(exercise).camera
    wanted = WantedCamera(**{**camera.model_dump(exclude={"advice"}), **changes})
    return ViewSummary(
        view="oblique", yaw_deg=yaw_deg, facing="left", advice=camera.advice, wanted=wanted
    )


def drawn(view: ViewSummary) -> ElementTree.Element:
    return ElementTree.fromstring(camera_drawing(view))


def of_class(drawing: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in drawing.iter() if one.get("class") == name]


def lens_y(view: ViewSummary) -> float:
    (line,) = of_class(drawn(view), "level")
    return float(line.get("y1", "nan"))


@pytest.mark.parametrize("exercise", exercise_ids())
def test_every_exercise_can_be_drawn_within_its_edges(exercise) -> None:
    drawing = drawn(seen_from(40.0, exercise))
    _, _, width, height = map(float, (drawing.get("viewBox") or "").split())
    (frame,) = of_class(drawing, "frame")
    left, top = float(frame.get("x", "nan")), float(frame.get("y", "nan"))
    right, bottom = left + float(frame.get("width", "nan")), top + float(frame.get("height", "nan"))
    assert 0 < left < right < width
    assert 0 < top < bottom < height
    for limb in drawing.iter("polyline"):
        for x, y in re.findall(r"([-\d.]+),([-\d.]+)", limb.get("points", "")):
            assert left < float(x) < right, "the whole body is in the picture"
            assert top < float(y) < bottom
    assert drawing.get("aria-label") == camera_words(seen_from(40.0, exercise).wanted)


@pytest.mark.parametrize("exercise", exercise_ids())
def test_words_and_drawing_data_say_the_same(exercise) -> None:
    """The data behind the drawing must not drift from the sentence that people read."""
    camera = load_exercise(exercise).camera
    advice = camera.advice.lower()
    assert ("facing the camera" if camera.view == "front" else "side-on") in advice
    if "phone on its side" in advice or "phone upright" in advice:
        assert (camera.phone == "on_its_side") == ("phone on its side" in advice)
    assert camera.height.split(",")[0] in advice


def test_the_lens_is_drawn_at_its_height() -> None:
    high, low = (lens_y(seen_from(40.0, height_cm=value)) for value in (90.0, 10.0))
    floor = float(drawn(seen_from(40.0)).find(".//*[@class='floor']").get("y1"))
    assert high < low < floor + 5
    assert (floor - high) / (floor - low) == pytest.approx(9.0, rel=0.4)


def test_the_camera_of_this_clip_is_drawn_where_it_was() -> None:
    def place(kind: str, view: ViewSummary) -> tuple[float, float]:
        moved = of_class(drawn(view), kind)[0].get("transform", "")
        x, y = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", moved).groups()
        return float(x), float(y)

    wanted = place("phone", seen_from(30.0))
    near, far = place("was", seen_from(20.0)), place("was", seen_from(80.0))
    assert wanted[0] < near[0] < far[0], "further round towards the front"
    assert wanted[1] > near[1] > far[1]
    assert of_class(drawn(seen_from(None)), "was") == []
    assert of_class(drawn(seen_from(40.0, "glute_bridge")), "was") == []


def test_front_and_side_are_drawn_apart() -> None:
    side, front = (drawn(seen_from(None, view=view)) for view in ("side", "front"))
    cones = [of_class(one, "cone")[0].get("points") for one in (side, front)]
    assert cones[0] != cones[1]
    assert "Face the camera" in (front.get("aria-label") or "")


def test_words_of_a_file_are_no_markup() -> None:
    drawing = drawn(seen_from(None, height='<b>"knee" & up'))
    assert '<b>"knee" & up' in (drawing.get("aria-label") or "")


def test_the_report_shows_it_only_where_the_camera_was_elsewhere(hinge: Result) -> None:
    assert 'class="cam"' not in render_html(hinge, None, "now")
    view = seen_from(40.0, "hip_hinge")
    elsewhere = hinge.model_copy(update={"view": view})
    page = render_html(elsewhere, None, "now")
    assert page.count('class="cam"') == 1
    assert view.advice in page
