"""Where to put the phone, as a small drawing from above and of the wanted picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from formcheck.result.schema import ViewSummary, WantedCamera

__all__ = ["camera_drawing", "camera_words"]

Point = tuple[float, float]

_WIDTH, _HEIGHT = 480, 236
_ABOVE: Point = (120.0, 92.0)
_DISTANCE = 84.0
_CONE_HALF_DEG = 15.0
_FLOOR_Y = 200.0
# A person of about 170 cm in an upright picture, and a lying one in a wide picture.
_SCALE = {"upright": 0.86, "on_its_side": 0.95}
_FRAME = {"upright": (96.0, 171.0), "on_its_side": (196.0, 110.0)}
_FRAME_MIDDLE_X = 352.0
_HEAD_CM = 11.0

# Side views face right; heights in cm over the floor, the hips of upright figures over 0.
_BODIES: dict[tuple[str, str], tuple[Point, tuple[tuple[Point, ...], ...]]] = {
    ("standing", "side"): (
        (2, 158),
        (
            ((0, 146), (0, 92), (3, 48), (0, 4), (20, 1)),
            ((0, 140), (13, 115), (20, 90)),
        ),
    ),
    ("standing", "front"): (
        (0, 158),
        (
            ((0, 146), (0, 92)),
            ((-26, 90), (-22, 114), (-17, 140), (17, 140), (22, 114), (26, 90)),
            ((-15, 2), (-13, 48), (-9, 92), (9, 92), (13, 48), (15, 2)),
        ),
    ),
    ("lying", "side"): (
        (-82, 12),
        (
            ((-70, 10), (-14, 10), (20, 46), (36, 4), (56, 2)),
            ((-62, 6), (-24, 3)),
        ),
    ),
    ("lying", "front"): (
        (-82, 18),
        (
            ((-70, 15), (-16, 14), (22, 9), (54, 6)),
            ((-16, 17), (20, 44), (54, 11)),
        ),
    ),
    ("all_fours", "side"): (
        (42, 62),
        (
            ((28, 52), (-22, 50), (-24, 5), (-62, 3)),
            ((-22, 52), (-58, 53), (-94, 55)),
            ((28, 52), (30, 3), (42, 2)),
        ),
    ),
}
_FROM_ABOVE = {
    "standing": (
        '<ellipse class="body" cx="0" cy="0" rx="9" ry="21"/>'
        '<path class="limb" d="M2 -9h16M2 9h16M6 0h5"/><circle class="head" cx="1" cy="0" r="8"/>'
    ),
    "lying": (
        '<rect class="body" x="-34" y="-13" width="42" height="26" rx="10"/>'
        '<path class="limb" d="M8 -7h42M8 7h42"/><circle class="head" cx="-45" cy="0" r="9"/>'
    ),
    "all_fours": (
        '<path class="limb" d="M16 -8h4M16 8h4M-20 -7h-26M-20 7h-30"/>'
        '<rect class="body" x="-22" y="-12" width="44" height="24" rx="10"/>'
        '<circle class="head" cx="32" cy="0" r="8"/>'
    ),
}
_STYLE = (
    "<style>.cam .head,.cam .body{fill:var(--card);stroke:var(--ink);stroke-width:2.5}"
    ".cam .limb{fill:none;stroke:var(--ink);stroke-width:5;stroke-linecap:round;"
    "stroke-linejoin:round}.cam .cone{fill:var(--accent);opacity:.16}"
    ".cam .phone{fill:var(--accent)}.cam .was{fill:none;stroke:var(--muted);stroke-width:1.5;"
    "stroke-dasharray:3 2}.cam .frame{fill:none;stroke:var(--muted);stroke-width:2}"
    ".cam .level{stroke:var(--accent);stroke-width:1.5;stroke-dasharray:5 4}"
    ".cam .floor{stroke:var(--line);stroke-width:3}.cam text{font-size:12px;fill:var(--muted);"
    "text-anchor:middle}.cam text.say{fill:var(--accent);font-weight:600}</style>"
)


def camera_words(camera: WantedCamera) -> str:
    """Where to put the phone, in one sentence."""
    turn = "Turn side-on" if camera.view == "side" else "Face the camera"
    phone = "upright" if camera.phone == "upright" else "on its side"
    return f"{turn}, phone {phone}, lens at {camera.height} (about {camera.height_cm:.0f} cm)."


def camera_drawing(view: ViewSummary) -> str:
    """Draw the camera position of the exercise, and that of this clip.

    Parameters
    ----------
    view : ViewSummary
        With `wanted`.

    Returns
    -------
    str
        An ``<svg>`` element in the colours of the page, as in `formcheck.report.figures`; empty
        where no other camera is wanted.
    """
    camera = view.wanted
    if camera is None:
        return ""
    words = escape(camera_words(camera))
    return (
        f'<svg class="cam" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{words}">'
        f"{_STYLE}{_from_above(camera, view.yaw_deg)}{_picture(camera)}</svg>"
    )


def _from_above(camera: WantedCamera, yaw_deg: float | None) -> str:
    x, y = _ABOVE
    # Standing people face right, so that the front is there; lying ones show their front sideways.
    ahead = camera.view == "front" and camera.person == "standing"
    wanted = 0.0 if ahead else 90.0
    parts = [_cone(wanted), _phone(wanted, "phone")]
    if yaw_deg is not None and camera.person == "standing":
        was = 90.0 - yaw_deg
        parts += [_phone(was, "was"), _label(was, "this clip", "")]
    parts += [
        f'<g transform="translate({x:g} {y:g})">{_FROM_ABOVE[camera.person]}</g>',
        _label(wanted, "phone", "say"),
        f'<text x="{x:g}" y="{_HEIGHT - 8}">from above</text>',
    ]
    return "".join(parts)


def _at(direction_deg: float, distance: float) -> Point:
    """A point around the person; 0 to the right, 90 towards the bottom of the drawing."""
    angle = math.radians(direction_deg)
    return _ABOVE[0] + distance * math.cos(angle), _ABOVE[1] + distance * math.sin(angle)


def _cone(direction_deg: float) -> str:
    tip = _at(direction_deg, _DISTANCE)
    length = _DISTANCE * 1.45
    corners = []
    for side in (-_CONE_HALF_DEG, _CONE_HALF_DEG):
        angle = math.radians(direction_deg + 180.0 + side)
        corners.append((tip[0] + length * math.cos(angle), tip[1] + length * math.sin(angle)))
    return f'<polygon class="cone" points="{_points([tip, *corners])}"/>'


def _phone(direction_deg: float, kind: str) -> str:
    x, y = _at(direction_deg, _DISTANCE + 4.0)
    return (
        f'<rect class="{kind}" x="-4" y="-12" width="8" height="24" rx="2" '
        f'transform="translate({x:.1f} {y:.1f}) rotate({direction_deg:.0f})"/>'
    )


def _label(direction_deg: float, text: str, kind: str) -> str:
    x, y = _at(direction_deg, _DISTANCE + 4.0)
    # Beside the phone, on the side away from the other one.
    below = math.sin(math.radians(direction_deg)) > math.sqrt(0.5)
    dx, dy = (-36.0, 4.0) if below and kind else (6.0, 28.0)
    return f'<text class="{kind}" x="{x + dx:.1f}" y="{y + dy:.1f}">{text}</text>'


def _picture(camera: WantedCamera) -> str:
    width, height = _FRAME[camera.phone]
    scale = _SCALE[camera.phone]
    left, top = _FRAME_MIDDLE_X - width / 2.0, _FLOOR_Y + 8.0 - height
    level = _FLOOR_Y - camera.height_cm * scale
    head, limbs = _BODIES.get((camera.person, camera.view), _BODIES[camera.person, "side"])

    def placed(points: Sequence[Point]) -> list[Point]:
        return [(_FRAME_MIDDLE_X + x * scale, _FLOOR_Y - y * scale) for x, y in points]

    drawn = "".join(f'<polyline class="limb" points="{_points(placed(limb))}"/>' for limb in limbs)
    ((head_x, head_y),) = placed([head])
    return (
        f'<rect class="frame" x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" '
        f'rx="8"/><line class="floor" x1="{left + 6:g}" x2="{left + width - 6:g}" '
        f'y1="{_FLOOR_Y + 3:g}" y2="{_FLOOR_Y + 3:g}"/>{drawn}'
        f'<circle class="head" cx="{head_x:.1f}" cy="{head_y:.1f}" r="{_HEAD_CM * scale:.1f}"/>'
        f'<line class="level" x1="{left - 18:g}" x2="{left + width + 6:g}" y1="{level:.1f}" '
        f'y2="{level:.1f}"/><rect class="phone" x="{left - 26:g}" y="{level - 9:.1f}" width="8" '
        f'height="18" rx="2"/><text class="say" x="{_FRAME_MIDDLE_X:g}" y="{top - 8:g}">'
        f"lens at {escape(camera.height)}</text>"
        f'<text x="{_FRAME_MIDDLE_X:g}" y="{_HEIGHT - 8}">in the picture</text>'
    )


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
