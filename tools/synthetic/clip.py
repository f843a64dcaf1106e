"""Turn the description of one clip into a video and its truth."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from synthetic.body import BODIES, SIDES, Body, Posed
from synthetic.camera import Camera, framed
from synthetic.catalog import EXERCISES
from synthetic.clothes import OUTFITS, Dressed, dress
from synthetic.motion import Rep, SetMotion, varied
from synthetic.posers import LOW_CAMERA, ON_MAT, make_poser, things
from synthetic.rotations import sagittal_angle, turn
from synthetic.scene import ROOMS, Stage
from synthetic.truth import FINE_HZ, limb_angles, rep_times, rounded
from synthetic.video import CLOCK, mark_clockwise, to_ticks, write_mp4

SCHEMA = 1
SENSOR_NOISE = 1.3
SIDE_VIEW_DEG = 15.0
LOW_CAMERA_M, HIGH_CAMERA_M = 0.55, 1.0
CHAIN = ("shoulder", "hip", "knee", "ankle")


@dataclass(frozen=True)
class ClipSpec:
    """Everything that defines a clip.

    Parameters
    ----------
    exercise, variant
        Keys into the exercise data.
    body, outfit, room, arms
        Keys of the person, clothes, room and arm style tables.
    yaw
        Degrees the person is turned from the pure side view toward the camera.
    facing
        Which way the person faces in the picture.
    n_reps
        Number of repetitions; their timing comes from the exercise and the seed.
    reps
        Explicit repetition timings instead.
    size
        Upright picture width and height.
    share
        Part of the tighter picture dimension that the person fills in the start position.
    ahead
        How far (m) in front of the start position the camera aims.
    rotated
        Store the picture turned, with rotation metadata.
    fps
        Frames a second.
    frame_gaps
        Frame intervals (s) drawn at random for a variable frame rate; constant when empty.
    suffix
        Added to the name to tell otherwise equal clips apart.
    """

    exercise: str
    variant: str
    body: str
    outfit: str
    yaw: int = 0
    facing: str = "left"
    room: str = "warm"
    arms: str = "hanging"
    n_reps: int = 3
    reps: tuple[Rep, ...] = ()
    size: tuple[int, int] = (640, 480)
    share: float = 0.72
    ahead: float = 0.0
    rotated: bool = False
    fps: int = 30
    frame_gaps: tuple[float, ...] = ()
    suffix: str = ""
    seed: int = 0

    @property
    def name(self) -> str:
        """File name without extension."""
        tail = f"_{self.suffix}" if self.suffix else ""
        return f"{self.exercise}_{self.variant}_{self.body}_yaw{self.yaw}{tail}"


class Clip:
    """Pose maker, motion, camera and truth of one clip."""

    def __init__(self, spec: ClipSpec) -> None:
        self.spec = spec
        self.exercise = EXERCISES[spec.exercise]
        self.variant = self.exercise.variants[spec.variant]
        self.body = Body(BODIES[spec.body])
        self.dressed: Dressed = dress(self.body, OUTFITS[spec.outfit])
        self.poser, start = make_poser(
            self.body, self.exercise, self.variant, spec.arms, self.near_side
        )
        tempo = self.variant.tempo or self.exercise.tempo
        reps = spec.reps or varied(tempo, spec.n_reps, spec.seed)
        self.motion = SetMotion(start, self.variant.goals, reps)
        yaw = spec.yaw if spec.facing == "left" else 180 - spec.yaw
        self.turn_deg, self.turn = yaw, turn(yaw)
        self.ticks = to_ticks(self._frame_times())
        self.times = np.array(self.ticks) / CLOCK
        self.camera = self._camera()

    def _frame_times(self) -> np.ndarray:
        if not self.spec.frame_gaps:
            return np.arange(int(self.motion.seconds * self.spec.fps)) / self.spec.fps
        rng = np.random.default_rng(self.spec.seed)
        draws = rng.choice(self.spec.frame_gaps, int(self.motion.seconds * self.spec.fps))
        times = np.concatenate([[0.0], np.cumsum(draws)])
        return times[times < self.motion.seconds]

    def poses(self, times: np.ndarray, core_only: bool) -> Iterator[Posed]:
        """Poses in the subject's own axes (before turning); a still moment repeats its pose."""
        curves = self.motion.controls(times)
        before: dict[str, float] = {}
        for i in range(len(times)):
            controls = {name: float(curve[i]) for name, curve in curves.items()}
            if controls != before:
                posed = self.poser.pose(controls, core_only)
                before = controls
            yield posed

    def _camera(self) -> Camera:
        moments = [0.0]
        if self.exercise.whole:
            moments += [begin + self.motion.reps[0].out_s for begin, _ in self.motion.windows[:1]]
        shown = self.poses(np.array(moments), core_only=False)
        points = np.concatenate([self.dressed.surface(posed)[0] for posed in shown])
        height = LOW_CAMERA_M if self.exercise.poser in LOW_CAMERA else HIGH_CAMERA_M
        camera = framed(points @ self.turn.T, *self.spec.size, self.spec.share, height)
        ahead = self.spec.ahead if self.spec.facing == "left" else -self.spec.ahead
        aside = np.array([0.0, 0.0, ahead])
        return replace(camera, position=camera.position + aside, target=camera.target + aside)

    def frames(self) -> Iterator[np.ndarray]:
        """Pictures as stored (uint8); a still pose is rendered once, its noise is not."""
        room = ROOMS[self.spec.room]
        first = next(self.poses(np.zeros(1), core_only=False))
        if self.exercise.poser in ON_MAT:
            points = self.dressed.surface(first)[0]
            reach = (points[:, 2].min() - 0.15, points[:, 2].max() + 0.1)
            room = replace(room, mat=reach, mat_turn_deg=self.turn_deg)
        props = things(self.poser, self.exercise, self._grip(first))
        stage = Stage(self.dressed, self.camera, room, props, self.turn_deg)
        held_at = self._grip(first)
        rng = np.random.default_rng(self.spec.seed + 1)
        shown: Posed | None = None
        for posed in self.poses(self.times, core_only=False):
            if posed is not shown:
                points, normals = self.dressed.surface(posed)
                carried = self.turn @ (self._grip(posed) - held_at)
                picture = stage.frame(points @ self.turn.T, normals @ self.turn.T, carried)
                shown = posed
            grain = rng.normal(0.0, SENSOR_NOISE, (*picture.shape[:2], 1)).astype(np.float32)
            noisy = np.clip(picture + grain, 0, 255).astype(np.uint8)
            yield np.rot90(noisy) if self.spec.rotated else noisy
        stage.close()

    def _grip(self, posed: Posed) -> np.ndarray:
        """Point between the two hands, in the subject's own axes."""
        bones = (self.body.bone[f"finger3-1.{suffix}"] for suffix in SIDES.values())
        return np.mean([posed.positions[bone] for bone in bones], axis=0)

    def write(self, folder: Path) -> None:
        """Render the video and write its truth beside it."""
        path = folder / f"{self.spec.name}.mp4"
        write_mp4(path, self.frames(), self.ticks, self.spec.fps)
        if self.spec.rotated:
            mark_clockwise(path)
        self.write_truth(folder)

    def write_truth(self, folder: Path) -> None:
        """Write the truth file only."""
        text = json.dumps(self.truth(), separators=(",", ":"))
        (folder / f"{self.spec.name}.truth.json").write_text(text + "\n")

    @property
    def near_side(self) -> str:
        """The subject's side toward the camera."""
        return "left" if self.spec.facing == "left" else "right"

    def _markers(self, poses: Iterable[Posed]) -> dict[str, np.ndarray]:
        rows = [self.body.marker_points(posed) for posed in poses]
        return {name: np.array([row[name] for row in rows]) for name in rows[0]}

    def _side_plane_angles(self, markers: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        side = [markers[f"{self.near_side}_{joint}"][:, [2, 1]] for joint in CHAIN]
        return limb_angles(*side)

    def _picture_angles(self, pixels: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        ahead = np.array([-1.0 if self.spec.facing == "left" else 1.0, -1.0])
        return limb_angles(*(pixels[f"{self.near_side}_{joint}"] * ahead for joint in CHAIN))

    def _pelvis(self, poses: Iterable[Posed]) -> np.ndarray:
        root = self.body.bone["root"]
        return sagittal_angle(np.array([posed.rotations[root][:, 1] for posed in poses]))

    def reps(self) -> list[dict]:
        """Start, turn and end of every repetition by the driving joint; of a hold, all of it."""
        if self.exercise.held:
            last = float(self.times[-1])
            return [
                {"start_s": 0.0, "turn_s": round(last / 2.0, 3), "end_s": round(last, 3),
                 "faults": list(self.variant.faults)}
            ]  # fmt: skip
        fine = np.arange(0.0, self.motion.seconds, 1.0 / FINE_HZ)
        markers = self._markers(self.poses(fine, core_only=True))
        driving = self._side_plane_angles(markers)[self.exercise.driving]
        return [
            {"start_s": round(start, 3), "turn_s": round(middle, 3), "end_s": round(end, 3),
             "faults": list(self.variant.faults)}
            for start, middle, end in rep_times(fine, driving, self.motion.windows)
        ]  # fmt: skip

    def truth(self) -> dict:
        """Everything that is known about the clip, ready for JSON."""
        spec, variant = self.spec, self.variant
        poses = list(self.poses(self.times, core_only=False))
        markers = self._markers(poses)
        anatomical = self._side_plane_angles(markers)
        anatomical["lumbar_flexion_deg"] = self.motion.controls(self.times)["lumbar"]
        anatomical["pelvis_rotation_deg"] = self._pelvis(poses)
        pixels = {name: self.camera.project(p @ self.turn.T) for name, p in markers.items()}
        side = {"side": self.near_side} if self.exercise.one_sided else {}
        return {
            "schema": SCHEMA, "name": spec.name, "exercise": spec.exercise,
            "variant": spec.variant, "faults": list(variant.faults), "body": spec.body,
            "outfit": spec.outfit, "arms": spec.arms, "yaw_deg": spec.yaw, "facing": spec.facing,
            "view": "side" if spec.yaw <= SIDE_VIEW_DEG else "oblique",
            "width": spec.size[0], "height": spec.size[1],
            "rotation_deg": 90 if spec.rotated else 0, "back": variant.back,
            **side, "reps": self.reps(), "time_s": np.round(self.times, 5).tolist(),
            "angles_projected": rounded(self._picture_angles(pixels), 2),
            "angles_anatomical": rounded(anatomical, 2),
            "joints_px": rounded(pixels, 1),
        }  # fmt: skip
