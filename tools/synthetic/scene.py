"""Render a dressed body in a room: the room once, the person for every frame."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

os.environ.setdefault("VTK_DEFAULT_OPENGL_WINDOW", "vtkEGLRenderWindow")
import pyvista as pv  # the window class is chosen at import

from synthetic.camera import Camera
from synthetic.clothes import Dressed
from synthetic.props import Prop
from synthetic.textures import plaster, wooden_floor

OVERSAMPLE = 2
SHADOW_CELLS, SHADOW_REACH_M = 192, 1.5
SHADOW_LEAN = np.array((-0.35, -0.2))  # how far the light pushes a shadow aside, per metre
SHADOW_LAYERS = ((2.5, 0.55, 0.12), (6.0, 0.5, 0.7), (11.0, 0.35, 3.0))  # blur, dark, height
LIGHTS = (
    ((2.5, 4.0, 1.5), 0.62, (1.0, 0.97, 0.92)),
    ((3.0, 1.5, -3.0), 0.28, (0.9, 0.95, 1.0)),
    ((-2.0, 3.0, 2.5), 0.25, (1.0, 1.0, 1.0)),
    ((0.0, 5.0, 0.0), 0.2, (1.0, 1.0, 1.0)),
)


@dataclass(frozen=True)
class Room:
    """Colours of a room; ``mat`` is the z range (m) of an exercise mat, turned with the person."""

    wall: tuple[int, int, int] = (214, 210, 200)
    floor: tuple[int, int, int] = (172, 132, 92)
    mat: tuple[float, float] | None = None
    mat_turn_deg: float = 0.0


ROOMS = {
    "warm": Room(),
    "cool": Room(wall=(196, 204, 212), floor=(150, 140, 128)),
}


def _plotter(camera: Camera) -> pv.Plotter:
    size = (camera.width * OVERSAMPLE, camera.height * OVERSAMPLE)
    plotter = pv.Plotter(off_screen=True, window_size=size, lighting="none")
    plotter.render_window.SetMultiSamples(0)  # oversampling smooths the edges, and is faster
    for position, intensity, colour in LIGHTS:
        light = pv.Light(
            position=position,
            focal_point=(0, 0.7, 0),
            intensity=intensity,
            color=list(colour),
            light_type="scene light",
        )
        light.positional = False
        plotter.add_light(light)
    return plotter


def _aim(plotter: pv.Plotter, camera: Camera) -> None:
    view = plotter.camera
    view.position, view.focal_point, view.up = camera.position, camera.target, (0, 1, 0)
    view.view_angle = camera.fov_deg
    plotter.renderer.ResetCameraClippingRange()


def _downsampled(picture: np.ndarray) -> np.ndarray:
    """Mean of every OVERSAMPLE x OVERSAMPLE block, float32."""
    steps = range(OVERSAMPLE)
    blocks = (picture[i::OVERSAMPLE, j::OVERSAMPLE] for i in steps for j in steps)
    total = sum(block.astype(np.uint16) for block in blocks)
    return total.astype(np.float32) / OVERSAMPLE**2


def room_picture(room: Room, camera: Camera) -> np.ndarray:
    """Picture of the empty room, float RGB."""
    rng = np.random.default_rng(1)
    plotter = _plotter(camera)
    plotter.set_background((0.82, 0.83, 0.85))
    ground = pv.Plane(center=(0, 0, 0), direction=(0, 1, 0), i_size=12, j_size=12)
    ground.texture_map_to_plane(inplace=True)
    ground.active_texture_coordinates = ground.active_texture_coordinates * 4
    boards = pv.Texture(wooden_floor(room.floor, rng))
    boards.repeat = True
    plotter.add_mesh(ground, texture=boards, ambient=0.35, diffuse=0.65)
    wall = pv.Plane(center=(-1.8, 2.0, 0), direction=(1, 0, 0), i_size=16, j_size=16)
    wall.texture_map_to_plane(inplace=True)
    plotter.add_mesh(wall, texture=pv.Texture(plaster(room.wall, rng)), ambient=0.45, diffuse=0.55)
    for box, colour in (
        ((-1.8, -1.77, 0, 0.1, -8, 8), (245, 244, 240)),
        ((-1.8, -1.75, 1.2, 2.0, -1.9, -1.0), (90, 70, 55)),
        ((-1.76, -1.74, 1.25, 1.95, -1.85, -1.05), (120, 150, 165)),
        ((-1.8, -1.45, 0, 0.75, 1.3, 2.2), (150, 120, 90)),
    ):
        plotter.add_mesh(pv.Box(box), color=colour, ambient=0.4)
    if room.mat:
        mat = pv.Box((-0.33, 0.33, 0, 0.008, *room.mat)).rotate_y(
            room.mat_turn_deg, point=(0, 0, 0)
        )
        plotter.add_mesh(mat, color=(70, 60, 110), ambient=0.35, diffuse=0.6)
    _aim(plotter, camera)
    picture = plotter.screenshot(return_img=True)
    plotter.close()
    return _downsampled(picture)


class Stage:
    """Renders the person of one clip, with the things they use, into its room."""

    def __init__(
        self,
        dressed: Dressed,
        camera: Camera,
        room: Room,
        props: Sequence[Prop] = (),
        turn_deg: float = 0.0,
    ) -> None:
        self.dressed, self.camera = dressed, camera
        self.background = room_picture(room, camera)
        self._ground_height = 0.01 if room.mat else 0.003
        self._ground, self._ground_hit = camera.ground_points(self._ground_height)
        body = dressed.body
        faces = np.hstack([np.full((len(body.quads), 1), 4), body.quads]).ravel()
        self._mesh = pv.PolyData(body.points.copy(), faces)
        self._mesh["colour"] = dressed.colours
        self._mesh.point_data["Normals"] = body.normals(body.points).astype(np.float32)
        self._mesh.GetPointData().SetActiveNormals("Normals")
        self._plotter = _plotter(camera)
        self._plotter.set_background(
            (0.0, 0.0, 0.0)
        )  # so that edges average to premultiplied colour
        actor = self._plotter.add_mesh(
            self._mesh, scalars="colour", rgb=True, smooth_shading=False,
            ambient=0.3, diffuse=0.75, specular=0.12, specular_power=12,
        )  # fmt: skip
        actor.prop.interpolation = "Gouraud"
        self._held = []
        self._standing_points = np.empty((0, 3))
        for prop in props:
            mesh = prop.shown(turn_deg)
            thing = self._plotter.add_mesh(mesh, color=prop.colour, ambient=0.35, diffuse=0.65)
            if prop.held:
                self._held.append((thing, np.array(mesh.points)))
            else:
                self._standing_points = np.concatenate([self._standing_points, _sampled(mesh)])
        _aim(self._plotter, camera)

    def close(self) -> None:
        """Free the render window."""
        self._plotter.close()

    def frame(
        self, points: np.ndarray, normals: np.ndarray, carried: np.ndarray | None = None
    ) -> np.ndarray:
        """Picture (float RGB, upright) of the person with these surface points.

        Held things have moved by ``carried`` metres from where they were first.
        """
        casting = [points, self._standing_points]
        for thing, start in self._held:
            thing.position = tuple(carried)
            casting.append(start + carried)
        self._mesh.points = points
        self._mesh.point_data["Normals"][:] = normals.astype(np.float32)
        self._mesh.GetPointData().GetNormals().Modified()
        self._mesh.Modified()
        self._plotter.renderer.ResetCameraClippingRange()
        self._plotter.render()
        layer = self._plotter.screenshot(transparent_background=True, return_img=True)
        person = _downsampled(layer)
        ground = self.background * (1.0 - self._shadow(points, np.concatenate(casting)))[..., None]
        return person[..., :3] + ground * (1.0 - person[..., 3:] / 255.0)

    def _shadow(self, points: np.ndarray, casting: np.ndarray) -> np.ndarray:
        """Darkness (0 to 1) of the floor in every pixel, soft, strongest near contact."""
        height = casting[:, 1]
        flat = casting[:, [0, 2]] + height[:, None] * SHADOW_LEAN
        centre = points[:, [0, 2]].mean(0)
        cell = ((flat - centre) / SHADOW_REACH_M * 0.5 + 0.5) * SHADOW_CELLS
        inside = np.all((cell >= 0) & (cell < SHADOW_CELLS), axis=1)
        dark = np.zeros((SHADOW_CELLS, SHADOW_CELLS))
        for blur, strength, top in SHADOW_LAYERS:
            seen = cell[inside & (height < top)].astype(int)
            blob = np.zeros_like(dark)
            blob[seen[:, 0], seen[:, 1]] = 1.0
            blob = (gaussian_filter(blob, 1.2) > 0.05).astype(float)
            dark = np.maximum(dark, strength * gaussian_filter(blob, blur))
        where = ((self._ground[..., [0, 2]] - centre) / SHADOW_REACH_M * 0.5 + 0.5) * SHADOW_CELLS
        looked_up = map_coordinates(dark, np.moveaxis(where - 0.5, -1, 0), order=1)
        on_floor = self._ground_hit & (self._ground[..., 0] > -1.8)
        return looked_up * on_floor


def _sampled(mesh: pv.PolyData) -> np.ndarray:
    """Points spread over a surface, close enough together to cast a whole shadow."""
    return np.array(mesh.triangulate().subdivide(5, "linear").points)
