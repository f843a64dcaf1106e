import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.errors import ExerciseError
from formcheck.exercises import Exercise, load_exercise


def line_of(text: str, needle: str, occurrence: int = 1) -> int:
    """Number of the line on which `needle` starts for the n-th time."""
    lines = [i for i, line in enumerate(text.splitlines(), 1) if line.startswith(needle)]
    return lines[occurrence - 1]


@pytest.fixture
def source() -> str:
    """An exercise file without mistakes."""
    return Path(__file__).with_name("sound.toml").read_text("utf-8")


@pytest.fixture
def complaint(tmp_path: Path) -> Callable[[str], str]:
    """The error about a file of one's own with this text."""

    def load(text: str) -> str:
        path = tmp_path / "mine.toml"
        path.write_text(text, "utf-8")
        with pytest.raises(ExerciseError) as caught:
            load_exercise(path)
        message = str(caught.value)
        assert "\n" not in message
        assert message.startswith(str(path))
        return message.removeprefix(str(path))

    return load


# --- one's own file --------------------------------------------------------------------------


def test_a_file_of_ones_own_is_read(source, tmp_path) -> None:
    path = tmp_path / "my chair.TOML"
    path.write_text(source, "utf-8")
    mine = load_exercise(path)
    assert mine == Exercise.model_validate(tomllib.loads(source))
    assert mine.id == "chair_rise"
    assert mine.phases.ordered == ("lower", "sit", "lift", "stand")
    assert [len(check.conditions) for check in mine.checks] == [1, 2, 2, 1]
    assert [(c.sign, c.threshold) for c in mine.checks[0].conditions] == [(-1, -20.0)]
    assert [(c.sign, c.threshold) for c in mine.checks[1].conditions] == [(1, 15.0), (1, 8.0)]


def test_the_catalogue_goes_before_a_file_of_that_name(tmp_path, monkeypatch) -> None:
    (tmp_path / "squat").write_text("nonsense")
    monkeypatch.chdir(tmp_path)
    assert load_exercise("squat").id == "squat"


OLD_NAMES = {
    "[rep.side_view]": "[rep.near_side]",
    "[rep.any_view]": "[rep.other_views]",
    "min_excursion = ": "range = ",
    "turn_beyond = ": "reach = ",
    "rest_within = ": "rest = ",
}


@pytest.fixture
def old_source(source: str) -> str:
    """The same file with the names that version 0.1 had for some keys."""
    for new, old in OLD_NAMES.items():
        assert new in source
        source = source.replace(new, old)
    return source


def test_old_names_of_keys_are_still_read(source, old_source, tmp_path) -> None:
    (tmp_path / "new.toml").write_text(source, "utf-8")
    (tmp_path / "old.toml").write_text(old_source, "utf-8")
    assert load_exercise(tmp_path / "old.toml") == load_exercise(tmp_path / "new.toml")


def test_a_mistake_under_an_old_name_is_named_with_its_line(old_source, complaint) -> None:
    text = old_source.replace("reach = 61", 'reach = "far"')
    message = complaint(text)
    assert f", line {line_of(text, 'reach = ', 2)}: rep.any_view.turn_beyond: " in message


@pytest.mark.parametrize(
    ("new", "old", "key"),
    [
        ("turn_beyond = 61", "reach = 61", "rep.any_view.turn_beyond"),
        ("[rep.any_view]", "[rep.other_views]\nrange = 3\n", "rep.any_view"),
    ],
)
def test_a_key_by_both_its_names_is_refused(source, complaint, new, old, key) -> None:
    both = source.replace(new, f"{old}\n{new}")
    assert f"{key}: is given twice, once by its old name" in complaint(both)


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"), [("squats", "squat"), ("hiphinge", "hip_hinge"), ("glute-bridge", "glute")]
)
def test_an_unknown_name_suggests_the_near_one(typed, meant) -> None:
    with pytest.raises(ExerciseError, match=f"did you mean {meant}"):
        load_exercise(typed)


def test_a_name_like_none_lists_them_all() -> None:
    with pytest.raises(ExerciseError, match=r"choose one of .*hip_hinge.*squat"):
        load_exercise("juggling")


def test_a_missing_file_and_a_file_that_is_no_text_are_named(tmp_path) -> None:
    with pytest.raises(ExerciseError, match=r"gone\.toml: .*check the path"):
        load_exercise(tmp_path / "gone.toml")
    (tmp_path / "film.toml").write_bytes(b"\xff\xfe\x00\x80" * 10)
    with pytest.raises(ExerciseError, match=r"film\.toml, line 1: .*check the path"):
        load_exercise(tmp_path / "film.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(ExerciseError, match=r"folder\.toml: .*check the path"):
        load_exercise(tmp_path / "folder.toml")


AFTER = '[[after]]\nfelt = "glutes"\ncheck = "{}"\nadvice = "Rest."\nsource = "default"\n'

# --- mistakes --------------------------------------------------------------------------------


def test_broken_toml_names_the_line(source, complaint) -> None:
    message = complaint(source.replace('mark = "hip"', 'mark = "hip', 1))
    assert f"line {line_of(source, 'mark = ')}" in message


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('mark = "hip"', 'mark = "tail"', "checks.0.mark"),
        ('severity = "moderate"', 'severity = "grave"', "checks.2.severity"),
        ("below = -20", 'below = "deep"', "checks.0.when.below"),
        ("hold_s = 0.3", "hold_s = -1", "checks.2.any.0.hold_s"),
        ("above = 8", 'above = "eight"', "checks.1.all.1.above"),
        ("error_95 = 0.5", "error_95 = 0", "checks.2.any.1.error_95"),
        ("longest_s = 15.0", "longest_s = 0", "rep.longest_s"),
        ("turn_beyond = 61", 'turn_beyond = "far"', "rep.any_view.turn_beyond"),
        ('view = "side"', 'view = "top"', "camera.view"),
        ('id = "knees_in"', 'id = "Knees In"', "checks.2.id"),
        ("schema_version = 1", "schema_version = 2", "schema_version"),
        ("at_most = 175", 'at_most = "far"', "posture.1.at_most"),
        ("after_passing = { signal", "after_passing = { signl", "checks.1.all.0.after_passing"),
        ("slower_than_deg_s = 2", "slower_than_deg_s = 0", "after_stopping.slower_than_deg_s"),
        ("error_95_absolute = 22", 'error_95_absolute = "?"', "hip_extension.when.error_95"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(source, complaint, old, new, key) -> None:
    line = source[: source.index(old)].count("\n") + 1
    message = complaint(source.replace(old, new, 1))
    assert f", line {line}: " in message
    assert key in message


@pytest.mark.parametrize(
    ("after", "key"),
    [
        ("range_label", "colour"),
        ("advice", "camera.colour"),
        ("below = -20", "checks.0.when.colour"),
        ('stat = "ratio"', "checks.2.any.1.colour"),
        ("check = ", "headline.knee_lock.colour"),
    ],
)
def test_an_unknown_key_is_named_with_its_line(source, complaint, after, key) -> None:
    lines = source.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(after))
    lines.insert(at + 1, 'colour = "red"')
    assert f", line {at + 2}: {key}: " in complaint("\n".join(lines))


@pytest.mark.parametrize(
    ("gone", "table", "occurrence", "says"),
    [
        ('title = "Hips first"\n', "[[checks]]", 2, "checks.1.title: Field required"),
        ("rest_within = 45\n", "[rep.side_view]", 1, "rep.side_view.rest_within: Field required"),
        ('direction = "rises"\n', "[rep]", 1, "rep.direction: Field required"),
        ("below = -20\n", "[checks.when]", 1, "give exactly one of 'above' and 'below'"),
        ('signal = "knees_in_deg"\n', "[[checks.any]]", 1, "'signal' is needed"),
        ('per = "knee_flexion_deg"\n', "[[checks.any]]", 2, "'per' goes with"),
        ('check = "knees_in"\n', "[headline.knee_lock]", 1, "give exactly one of 'check'"),
    ],
)
def test_what_is_missing_is_named_with_its_table(
    source, complaint, gone, table, occurrence, says
) -> None:
    assert gone in source
    message = complaint(source.replace(gone, "", 1))
    assert says in message
    assert f", line {line_of(source, table, occurrence)}: " in message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('check = "knees_in"', 'check = "knees"'),
        ('phase = "sit"', 'phase = "up"'),
        ("[headline.spine_neutrality]", AFTER.format("nothing") + "[headline.spine_neutrality]"),
    ],
)
def test_tables_that_do_not_go_together_name_the_line_of_the_name(
    source, complaint, old, new
) -> None:
    text = source.replace(old, new, 1)
    wrong = new.split('"')[3 if "after" in new else 1]
    line = next(n for n, row in enumerate(text.splitlines(), 1) if f'"{wrong}"' in row)
    assert f", line {line}: " in complaint(text)


@pytest.mark.parametrize("check", ["hips_shoot_up", "knees_in"])
def test_a_threshold_of_its_own_needs_a_check_with_one_number(source, complaint, check) -> None:
    after = AFTER.format(check) + "threshold = 3\n"
    text = source.replace("[headline.spine", f"{after}\n[headline.spine", 1)
    assert f"needs a check with 'when'; see '{check}'" in complaint(text)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("below = -20", "below = -20\nabove = 3", "give exactly one of 'above' and 'below'"),
        ('signal = "thigh_below_horizontal_deg"', 'signal = "thigh"', "unknown signal 'thigh'"),
        ('per = "knee_flexion_deg"', 'per = "knee"', "unknown signal 'knee'"),
        ('{ signal = "trunk_inclination_deg"', '{ signal = "trunk"', "unknown signal 'trunk'"),
        ('{ signal = "shin_inclination_deg"', '{ signal = "shin"', "unknown signal 'shin'"),
        ("part = [0.0, 0.4]", "part = [0.4, 0.0]", "'part' must go from a smaller"),
        ("last_deg = 20", 'reference = "neutral"', "neutral"),
        ('id = "knees_in"', 'id = "too_shallow"', "two checks have the same id"),
        ('check = "knees_in"', 'check = "knees"', "headline names an unknown check 'knees'"),
        ('[headline.pelvic_tilt]\npending = "cannot be seen here"', "", "pelvic_tilt"),
        ("[headline.pelvic_tilt]", "[headline.pelvis]", "pelvis"),
        ('rest = "stand"', 'rest = "sit"', "phases: 'sit' names two parts of a repetition"),
        ('rest = "stand"', 'rest = "finish"', "'finish' names two parts of a repetition"),
        ('phase = "sit"', 'phase = "up"', "unknown phase 'up'; this exercise has finish, lift, "),
        ('phase = "finish"', 'phase = "end"', "unknown phase 'end'"),
        (
            'phase = "lower"\nstat = "duration"',
            'phase = "finish"\nstat = "duration"',
            "no duration",
        ),
        ("[checks.when]\nphase", "[checks.wen]\nphase", "checks.3.wen: Extra inputs"),
    ],
)
def test_what_does_not_hold_together_is_said(source, complaint, old, new, says) -> None:
    assert old in source
    assert says in complaint(source.replace(old, new, 1))
