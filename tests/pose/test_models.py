import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck._util import resources
from formcheck.errors import ModelError
from formcheck.pose import models
from formcheck.pose.models import KNOWN_SHA256, MEMBERS, available_models, find_model

MODELS = Path(__file__).resolve().parents[2] / "models"


def corrupt(path: Path) -> None:
    """Flip one bit in the middle, where a network's weights are."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def make_text(path: Path) -> None:
    path.write_text("<html>404 Not Found</html>")


def remove(path: Path) -> None:
    path.unlink()


def compress(path: Path) -> None:
    """MediaPipe maps the networks into memory as they lie in the file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in MEMBERS:
            bundle.writestr(name, b"no model" * 100)


def ask_for_a_later_zip(path: Path) -> None:
    """The version that the first entry of the table of contents needs, out of reach."""
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 255
    path.write_bytes(content)


@pytest.fixture
def own_model(tmp_path: Path) -> Path:
    """A model at a path of the person's own."""
    return Path(shutil.copy(MODELS / "pose_landmarker_lite.task", tmp_path / "mine.task"))


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models, as an installation has it, that a test may damage."""
    for name in ("lite", "full"):
        shutil.copy(MODELS / f"pose_landmarker_{name}.task", tmp_path)
    monkeypatch.setattr(models, "bundled", lambda kind: tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["lite", "full"])
def test_finds_a_known_model(name: str) -> None:
    assert find_model(name) == MODELS / f"pose_landmarker_{name}.task"


def test_full_is_the_default() -> None:
    assert find_model().name == "pose_landmarker_full.task"


def test_accepts_a_path_of_the_persons_own(own_model: Path) -> None:
    assert find_model(own_model) == own_model
    assert find_model(str(own_model)) == own_model


@pytest.mark.parametrize(
    ("damage", "says"),
    [(corrupt, "damaged"), (truncate, "damaged"), (make_text, "damaged"), (remove, "is not there")],
)
def test_refuses_a_damaged_installation(
    installation: Path, damage: Callable[[Path], None], says: str
) -> None:
    path = installation / "pose_landmarker_full.task"
    damage(path)
    with pytest.raises(ModelError, match=says) as caught:
        find_model("full")
    message = str(caught.value)
    assert str(path) in message
    assert "install formcheck again" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (corrupt, "damaged inside pose_"),
        (truncate, "cut short"),
        (make_text, "not a pose landmarker bundle"),
        (remove, "no such model file"),
        (compress, "compressed inside"),
        (ask_for_a_later_zip, "not a pose landmarker bundle"),
    ],
)
def test_refuses_a_damaged_file_of_the_persons_own(
    own_model: Path, damage: Callable[[Path], None], says: str
) -> None:
    damage(own_model)
    with pytest.raises(ModelError, match=says) as caught:
        find_model(own_model)
    assert str(own_model) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_refuses_a_bundle_of_another_task(tmp_path: Path) -> None:
    path = tmp_path / "hand_landmarker.task"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("hand_detector.tflite", b"")
    with pytest.raises(ModelError, match=r"pose_landmarks_detector\.tflite missing"):
        find_model(path)


def test_refuses_a_name_that_no_file_can_have() -> None:
    with pytest.raises(ModelError, match="cannot be read") as caught:
        find_model("a" * 300 + ".task")
    assert "\n" not in str(caught.value)


def test_refuses_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model file"):
        find_model(tmp_path)


def test_says_which_names_exist() -> None:
    with pytest.raises(ModelError, match="unknown model 'ful': use one of lite, full, heavy, or"):
        find_model("ful")


def test_says_how_to_get_heavy(installation: Path) -> None:
    with pytest.raises(ModelError, match=r"tools/build_models\.py"):
        find_model("heavy")


def test_lists_what_is_installed(installation: Path) -> None:
    listed = available_models()
    assert [model.name for model in listed] == ["lite", "full"]
    assert all(model.verified for model in listed)
    assert [model.size for model in listed] == [5_777_746, 9_398_198]


def test_lists_damaged_and_missing_models_as_such(installation: Path) -> None:
    corrupt(installation / "pose_landmarker_lite.task")
    remove(installation / "pose_landmarker_full.task")
    make_text(installation / "pose_landmarker_heavy.task")
    lite, full, heavy = available_models()
    assert lite.problem is not None
    assert "damaged" in lite.problem
    assert full.problem is not None
    assert "not there" in full.problem
    assert full.size == 0
    assert not heavy.verified


def test_the_list_beside_the_models_has_the_same_checksums() -> None:
    listed = dict(line.split()[::-1] for line in (MODELS / "SHA256SUMS").read_text().splitlines())
    assert listed == {f"pose_landmarker_{name}.task": sum_ for name, sum_ in KNOWN_SHA256.items()}


def test_the_models_are_what_mediapipe_expects() -> None:
    with zipfile.ZipFile(find_model("full")) as bundle:
        assert set(bundle.namelist()) == set(MEMBERS)


def test_a_wheels_models_come_before_a_checkouts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "src" / "formcheck"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "_util" / "resources.py"))
    assert resources.bundled("samples") == tmp_path / "sample_videos"
    (package / "_bundled" / "samples").mkdir(parents=True)
    assert resources.bundled("samples") == package / "_bundled" / "samples"
