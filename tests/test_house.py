"""Rules of the source tree: floors, names, sizes, and what an import loads."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import formcheck
from formcheck.cli.analyze import demo

PACKAGE = Path(formcheck.__file__).parent
PROJECT = PACKAGE.parents[1]
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the ground up. A room may import from its own floor and from those below it.
FLOORS = (
    ("errors", "_util"),
    ("video",),
    ("pose",),
    ("motion",),
    ("exercises",),
    ("reps",),
    ("assessment",),
    ("result",),
    ("drawing", "report", "explain", "store"),
    ("progress",),
    ("pipeline", "calibration", "live"),
    ("batch", "evaluation"),
    ("cli", "app"),
    # The face of the package and its command stand on all others.
    ("__init__", "__main__"),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
# "importing module -> imported module" that is known and has to go; must shrink to empty.
ALLOWED_UPWARD: frozenset[str] = frozenset()

MOST_LOOSE_FILES = 4
MOST_LINES = 350


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def room_of(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def imports_of(path: Path) -> Iterator[str]:
    """Modules of formcheck that a file imports, anywhere in it, without the leading package."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides the room it is from"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            package, _, inside = name.partition(".")
            if package == "formcheck":
                yield inside if room_of(inside) in FLOOR_OF else "__init__"


def arrows() -> set[tuple[str, str]]:
    return {(module_name(path), inside) for path in MODULES for inside in imports_of(path)}


def test_every_room_has_a_floor() -> None:
    assert {room_of(module_name(path)) for path in MODULES} <= FLOOR_OF.keys()


def test_no_room_imports_upward() -> None:
    upward = {
        f"{module} -> {imported}"
        for module, imported in arrows()
        if FLOOR_OF[room_of(imported)] > FLOOR_OF[room_of(module)]
    }
    assert sorted(upward - ALLOWED_UPWARD) == []
    assert sorted(ALLOWED_UPWARD - upward) == [], "no longer there: take it off the list"


def test_the_rooms_of_one_floor_form_no_circle() -> None:
    rooms: dict[str, set[str]] = {room: set() for room in FLOOR_OF}
    for module, imported in arrows():
        if room_of(module) != room_of(imported):
            rooms[room_of(module)].add(room_of(imported))
    TopologicalSorter(rooms).prepare()


def test_a_public_class_name_exists_once() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert sorted(name for name, count in names.items() if count > 1) == []


def test_few_files_lie_loose_in_the_package() -> None:
    loose = sorted(path.name for path in PACKAGE.glob("*.py"))
    assert len(loose) <= MOST_LOOSE_FILES, loose


def test_no_module_is_long() -> None:
    lines = {module_name(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_motion_loads_neither_decoder_nor_model() -> None:
    names = [found.name for found in pkgutil.iter_modules([str(PACKAGE / "motion")])]
    assert names
    modules = ", ".join(f"formcheck.motion.{name}" for name in names)
    code = f"import sys, {modules}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"cv2", "mediapipe"} & {*done.stdout.split()} == set()


def test_git_ignores_the_results_of_the_demo() -> None:
    folder = inspect.signature(demo).parameters["output"].default
    assert f"{folder}/" in (PROJECT / ".gitignore").read_text("utf-8").splitlines()
