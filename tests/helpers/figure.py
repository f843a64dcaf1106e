"""A stick figure posed by segment angles, seen by an orthographic camera.

Body frame: x forward, y up, z to the person's right, metres, origin on the floor under the ankles.
Picture frame: x right, y down, z away from the camera.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.pose.track import PoseTrack, TrunkEdges

Array = NDArray[np.float64]

SHIN_M = THIGH_M = 0.43
TRUNK_M = 0.50
HEAD_M = 0.20
ANKLE_HEIGHT_M = 0.08
HEEL_BEHIND_ANKLE_M = 0.05
TOE_BEFORE_ANKLE_M = 0.15
HALF_WIDTH_M = {"shoulder": 0.18, "hip": 0.10, "knee": 0.10, "ankle": 0.10}
LEG_M = SHIN_M + THIGH_M
HEIGHT_M = LEG_M / 0.491

_HEAD_PARTS = ("EYE_INNER", "EYE", "EYE_OUTER", "EAR")
_HAND_PARTS = ("WRIST", "PINKY", "INDEX", "THUMB")


@dataclass(frozen=True)
class Camera:
    """Where the figure stands in the picture and how it is turned.

    `heading_deg`: 0 faces right in the picture, 180 left, -90 the camera, 90 away from it.
    """

    heading_deg: float = 0.0
    px_per_m: float = 250.0
    ankles_px: tuple[float, float] = (640.0, 650.0)
    width: int = 1280
    height: int = 720


def figure(
    time: ArrayLike,
    *,
    trunk: ArrayLike = 0.0,
    thigh: ArrayLike = 0.0,
    shin: ArrayLike = 0.0,
    head: ArrayLike | None = None,
    heel_lift_m: ArrayLike = 0.0,
    knees_in_m: ArrayLike = 0.0,
    hips_aside_m: ArrayLike = 0.0,
    travel_m: ArrayLike = 0.0,
    camera: Camera | None = None,
) -> PoseTrack:
    """A track of the figure.

    Angles in degrees from the vertical as formcheck counts them: trunk, head and shin lean forward,
    the thigh lifts forward, so that knee flexion = thigh + shin and trunk-thigh = trunk + thigh.
    `knees_in_m` moves both knees towards each other, `hips_aside_m` the hips to the person's right,
    `travel_m` the whole figure forward.
    """
    time = np.asarray(time, dtype=float)
    camera = camera or Camera()

    def curve(values: ArrayLike) -> Array:
        return np.broadcast_to(np.asarray(values, dtype=float), time.shape)

    trunk, thigh, shin = curve(trunk), curve(thigh), curve(shin)
    head = trunk if head is None else curve(head)
    travel = curve(travel_m)
    ankle = np.stack([travel, np.full_like(time, ANKLE_HEIGHT_M)], axis=-1)
    knee = ankle + SHIN_M * _leaning(shin)
    hip = knee + THIGH_M * _leaning(-thigh)
    shoulder = hip + TRUNK_M * _leaning(trunk)
    ear = shoulder + HEAD_M * _leaning(head)
    heel = np.stack([travel - HEEL_BEHIND_ANKLE_M, curve(heel_lift_m)], axis=-1)
    toe = np.stack([travel + TOE_BEFORE_ANKLE_M, np.zeros_like(time)], axis=-1)

    body = np.zeros((len(time), LANDMARK_COUNT, 3))
    aside = curve(hips_aside_m)
    for side, sign in (("LEFT", -1.0), ("RIGHT", 1.0)):

        def put(part: str, point: Array, z: Array | float, side: str = side) -> None:
            row = Landmark[f"{side}_{part}"]
            body[:, row, :2], body[:, row, 2] = point, z

        width = {part: sign * half for part, half in HALF_WIDTH_M.items()}
        put("SHOULDER", shoulder, width["shoulder"] + aside)
        put("ELBOW", shoulder - (0.0, 0.28), width["shoulder"] + aside)
        for part in _HAND_PARTS:
            put(part, shoulder - (0.0, 0.53), width["shoulder"] + aside)
        for part in _HEAD_PARTS:
            put(part, ear, sign * 0.07 + aside)
        put("HIP", hip, width["hip"] + aside)
        put("KNEE", knee, width["knee"] - sign * curve(knees_in_m))
        put("ANKLE", ankle, width["ankle"])
        put("HEEL", heel, width["ankle"])
        put("FOOT_INDEX", toe, width["ankle"])
        body[:, Landmark[f"MOUTH_{side}"], :2] = ear
    body[:, Landmark.NOSE, :2] = ear + 0.1 * _leaning(head + 90.0)
    return _seen(time, body, camera)


def with_noise(track: PoseTrack, sd_deg: float, seed: int = 0) -> PoseTrack:
    """Landmarks scattered so that the angle of a thigh or shin scatters by `sd_deg`."""
    hip, knee = track.xy[:, Landmark.LEFT_HIP], track.xy[:, Landmark.LEFT_KNEE]
    segment_px = float(np.nanmax(np.linalg.norm(hip - knee, axis=-1)))
    sd_px = np.radians(sd_deg) * segment_px / np.sqrt(2.0)
    scatter = np.random.default_rng(seed).normal(0.0, sd_px, track.xy.shape)
    return replace(track, xy=track.xy + scatter)


def keep_frames(track: PoseTrack, keep: NDArray[np.bool_]) -> PoseTrack:
    """The clip with the other frames missing altogether."""
    return replace(
        track,
        time=track.time[keep],
        xy=track.xy[keep],
        world=track.world[keep],
        visibility=track.visibility[keep],
        edges=TrunkEdges(track.edges.offset[keep], track.edges.slope[keep]),
    )


def lose_sight(track: PoseTrack, start_s: float, end_s: float) -> PoseTrack:
    """The clip with nobody found from `start_s` to `end_s`."""
    lost = (track.time >= start_s) & (track.time <= end_s)
    xy, world, visibility = track.xy.copy(), track.world.copy(), track.visibility.copy()
    xy[lost], world[lost], visibility[lost] = np.nan, np.nan, 0.0
    return replace(track, xy=xy, world=world, visibility=visibility)


def mirrored(track: PoseTrack) -> PoseTrack:
    """The clip as filmed in a mirror: left and right change sides and names."""
    names = [landmark.name for landmark in Landmark]
    swap = [
        names.index(name.replace("LEFT", "~").replace("RIGHT", "LEFT").replace("~", "RIGHT"))
        for name in names
    ]
    xy, world = track.xy[:, swap].copy(), track.world[:, swap].copy()
    xy[..., 0] = track.width - xy[..., 0]
    world[..., 0] *= -1.0
    return replace(track, xy=xy, world=world, visibility=track.visibility[:, swap])


def scaled(track: PoseTrack, factor: float) -> PoseTrack:
    """The same clip at another picture size."""
    return replace(
        track,
        xy=track.xy * factor,
        width=round(track.width * factor),
        height=round(track.height * factor),
    )


def joined(*tracks: PoseTrack, cut: bool = False) -> PoseTrack:
    """Clips one after the other, one frame apart; `cut` tells that they are different shots."""
    step = float(np.median(np.diff(tracks[0].time)))
    starts = np.cumsum([0.0, *(track.time[-1] - track.time[0] + step for track in tracks)])
    return replace(
        tracks[0],
        time=np.concatenate(
            [
                track.time - track.time[0] + start
                for track, start in zip(tracks, starts[:-1], strict=True)
            ]
        ),
        xy=np.concatenate([track.xy for track in tracks]),
        world=np.concatenate([track.world for track in tracks]),
        visibility=np.concatenate([track.visibility for track in tracks]),
        edges=TrunkEdges(
            np.concatenate([track.edges.offset for track in tracks]),
            np.concatenate([track.edges.slope for track in tracks]),
        ),
        cuts=tuple(starts[1:-1].tolist()) if cut else (),
    )


def _leaning(angle_deg: Array) -> Array:
    """Unit vectors at this angle from the vertical, forward positive, shape (T, 2)."""
    angle = np.radians(angle_deg)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1)


def _seen(time: Array, body: Array, camera: Camera) -> PoseTrack:
    turn = np.radians(camera.heading_deg)
    forward, up, right = np.moveaxis(body, -1, 0)
    metres = np.stack(
        [
            forward * np.cos(turn) + right * np.sin(turn),
            -up,
            forward * np.sin(turn) - right * np.cos(turn),
        ],
        axis=-1,
    )
    hips = metres[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1, keepdims=True)
    frames = len(time)
    nothing = np.full((frames, 2, 64), np.nan, dtype=np.float32)
    return PoseTrack(
        time=time,
        xy=metres[..., :2] * camera.px_per_m + np.array(camera.ankles_px),
        world=metres - hips,
        visibility=np.full((frames, LANDMARK_COUNT), 0.99),
        edges=TrunkEdges(nothing, nothing.copy()),
        width=camera.width,
        height=camera.height,
    )
