"""What `import formcheck` gives: its public names, lazily, with their types."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest

import formcheck
from formcheck import errors

STUB = Path(formcheck.__file__).with_suffix(".pyi")
HEAVY = {"cv2", "mediapipe", "pandas", "numpy", "scipy", "pydantic", "matplotlib", "av", "typer"}
MODELS_AND_DECODERS = {"cv2", "mediapipe", "av"}

TYPED = """
import formcheck

track: formcheck.PoseTrack = formcheck.track_video("clip.mp4", model="lite")
result: formcheck.Result = formcheck.assess(track, "squat")
reps: tuple[formcheck.Rep, ...] = result.reps
caught: type[formcheck.FormcheckError] = formcheck.errors.TrackError
reveal_type(formcheck.__version__)
reveal_type(formcheck.shots)
reveal_type(formcheck.live.LiveSession.feed)
formcheck.asess(track)
formcheck.assess(track, exercise=3)
"""


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded_by(statement: str) -> set[str]:
    """Modules that a new interpreter has after a statement."""
    return {*run(f"import sys; {statement}; print(*sys.modules)").split()}


def stub_names() -> list[str]:
    """What the stub imports, and so what type checkers see."""
    tree = ast.parse(STUB.read_text("utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return [alias.name for node in imports for alias in node.names]


def test_dir_lists_exactly_the_public_names() -> None:
    names = run("import formcheck; print(*dir(formcheck))").split()
    assert names == sorted(stub_names())
    # Nothing is added by what has been imported since.
    everything = (
        "from formcheck import *; import formcheck.cli.main, formcheck.pose.track, formcheck"
    )
    assert run(f"{everything}; print(*dir(formcheck))").split() == names
    assert sorted(formcheck.__all__) == names


@pytest.mark.parametrize("name", stub_names())
def test_a_public_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(formcheck, name)
    assert name == "__version__" or inspect.getdoc(found)
    if inspect.isfunction(found) or inspect.isclass(found):
        assert found.__name__ == name


def test_public_modules_list_what_they_have() -> None:
    for name in stub_names():
        found = getattr(formcheck, name)
        if isinstance(found, ModuleType):
            assert found.__all__
            assert all(hasattr(found, inside) for inside in found.__all__)


def test_functions_and_methods_of_the_public_classes_have_docstrings() -> None:
    classes = [found for name in stub_names() if inspect.isclass(found := getattr(formcheck, name))]
    undocumented = [
        f"{found.__name__}.{name}"
        for found in classes
        for name, member in vars(found).items()
        if not name.startswith(("_", "model_"))
        and (inspect.isroutine(member) or isinstance(member, property | classmethod))
        and not inspect.getdoc(member)
    ]
    assert undocumented == []


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="asess"):
        _ = formcheck.asess  # type: ignore[attr-defined]
    assert not hasattr(formcheck, "PoseTracks")


def test_the_version_is_that_of_the_installed_package() -> None:
    assert formcheck.__version__ == version("formcheck")


def test_every_error_is_a_formcheck_error_and_in_the_tree_that_its_module_draws() -> None:
    classes = [getattr(errors, name) for name in errors.__all__]
    assert all(issubclass(found, formcheck.FormcheckError) for found in classes)
    drawn = {line.split()[1] for line in (errors.__doc__ or "").splitlines() if "── " in line}
    assert drawn | {"FormcheckError"} == {*errors.__all__}


@pytest.mark.parametrize(
    ("statement", "unloaded"),
    [
        ("import formcheck", HEAVY),
        ("import formcheck; dir(formcheck); formcheck.__version__; formcheck.errors", HEAVY),
        ("import formcheck.motion", HEAVY),
        ("from formcheck import PoseTrack", MODELS_AND_DECODERS | {"pandas", "scipy"}),
        ("from formcheck import Shot, shots, signals", MODELS_AND_DECODERS),
        ("from formcheck import Exercise, load_exercise, exercise_ids", MODELS_AND_DECODERS),
        ("from formcheck import Result, Rep", MODELS_AND_DECODERS),
    ],
)
def test_an_import_loads_no_more_than_it_needs(statement: str, unloaded: set[str]) -> None:
    assert loaded_by(statement) & unloaded == set()


def test_the_import_is_fast() -> None:
    """Next to an empty interpreter; the best of some, as others use the machine too."""

    def seconds(code: str) -> float:
        start = time.perf_counter()
        run(code)
        return time.perf_counter() - start

    best = {code: min(seconds(code) for _ in range(5)) for code in ("pass", "import formcheck")}
    assert best["import formcheck"] - best["pass"] < 0.15


def test_what_the_user_has_set_for_opencv_stays() -> None:
    code = "import os; os.environ['OPENCV_LOG_LEVEL'] = 'INFO'; import formcheck"
    assert run(f"{code}; print(os.environ['OPENCV_LOG_LEVEL'])").split() == ["INFO"]


@pytest.mark.slow
def test_mypy_sees_the_types(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    script = tmp_path / "typed.py"
    script.write_text(TYPED, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run(
        [*command, script.name], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    lines = done.stdout.splitlines()
    revealed = [line.split('"')[1] for line in lines if "Revealed type" in line]
    assert revealed[0] == "str"
    assert revealed[1].endswith("-> list[formcheck.motion.shot.Shot]")
    assert "LiveSession" in revealed[2]
    found = [line for line in lines if ": error:" in line]
    assert len(found) == 2, done.stdout + done.stderr
    assert 'Module has no attribute "asess"' in found[0]
    assert 'Argument "exercise" to "assess" has incompatible type "int"' in found[1]
