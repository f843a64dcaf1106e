import re
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import pytest

from formcheck.report.figures import signal_figure
from formcheck.result.result import Result


@pytest.mark.parametrize("narrow", [False, True])
def test_it_is_small_scalable_and_of_the_pages_colours(faulty: Result, narrow: bool) -> None:
    svg = signal_figure(faulty, narrow=narrow)
    root = ElementTree.fromstring(svg)
    assert "viewBox" in root.attrib
    assert "width" not in root.attrib
    assert len(svg) < 150_000
    assert "var(--accent)" in svg
    assert not re.search(r"#0\d0\d0\d", svg)
    assert "<style" not in svg


def test_repetitions_are_numbered_and_panels_named(hinge: Result) -> None:
    words = re.findall(r">([^<>\n]+)</text>", signal_figure(hinge))
    assert {"1", "2", "trunk lean, degrees", "knee bend, degrees"} <= set(words)


def test_a_panel_is_named_with_the_unit_of_its_signal(hinge: Result) -> None:
    name = "knees_apart_percent_trunk"
    part = hinge.sets[0].model_copy(update={"driving_signal": name})
    result = hinge.model_copy(update={"sets": (part,)})
    words = re.findall(r">([^<>\n]+)</text>", signal_figure(result))
    assert "distance between the knees, % trunk" in words


def test_faults_are_marked(hinge: Result, faulty: Result) -> None:
    assert "var(--warn)" in signal_figure(faulty)
    assert "var(--warn)" not in signal_figure(hinge)


def test_the_two_widths_do_not_share_ids(hinge: Result) -> None:
    used = [
        set(re.findall(r"url\(#([^)]+)\)", signal_figure(hinge, narrow=narrow)))
        for narrow in (False, True)
    ]
    assert used[0]
    assert not used[0] & used[1]


def test_threads_may_draw_at_once(hinge: Result) -> None:
    alone = signal_figure(hinge)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(signal_figure, [hinge] * 8)) == {alone}
