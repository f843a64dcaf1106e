"""History outlives being killed at any moment, and several who write at once."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from formcheck.store.database import database_path
from formcheck.store.sessions import list_sessions
from helpers.kept import trained
from helpers.writers import said_by_two_at_once

ROUNDS = 100
TESTS = Path(__file__).parents[1]

# Imports once and then forks: a round is a child that keeps sessions, and is killed on the way.
KILLER = """
import json, os, pathlib, random, shutil, signal, sqlite3, sys, time

sys.path.insert(0, sys.argv[1])
home, rounds = pathlib.Path(sys.argv[2]), int(sys.argv[3])
os.environ["FORMCHECK_HOME"] = str(home)
from formcheck.store.database import database_path
from formcheck.store.sessions import keep_session, list_sessions
from helpers.kept import trained
from helpers.older import write_first_schema


def write(told):
    for number in range(10_000):
        name = f"{os.getpid()}-{number}"
        keep_session("me", trained(name, back_deg=5.0))
        os.write(told, f"{name}\\n".encode())


moments, kept, problems = random.Random(1), 0, []
acknowledged = set()
began_s = time.monotonic()
for number in range(5):
    keep_session("me", trained(f"before {number}", back_deg=5.0))
takes_s = (time.monotonic() - began_s) / 5
for turn in range(rounds):
    if turn % 5 == 0:
        # Killed while the file is made, and while an older one is copied and brought up to date.
        shutil.rmtree(home, ignore_errors=True)
        acknowledged.clear()
        if turn % 10 == 0:
            write_first_schema(database_path(), "me", "old.mp4")
            acknowledged.add("old")
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        try:
            write(tell)
        finally:
            os._exit(1)
    os.close(tell)
    time.sleep(moments.uniform(0.0, 12.0 * takes_s))
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "the child ended by itself"
    with os.fdopen(hear) as said:
        # The last line may be cut by the kill; what is whole was said after keep_session returned.
        acknowledged |= {line[:-1] for line in said.readlines() if line.endswith("\\n")}
    there = {one.clip.removesuffix(".mp4"): one for one in list_sessions("me")}
    if lost := acknowledged - set(there):
        problems.append(f"round {turn}: lost {sorted(lost)}")
    whole = trained("any")
    for name, one in there.items():
        reps = one.sets[0].reps if one.sets else ()
        whole = len(reps) == 8 and all(one.tempo and one.spine for one in reps)
        if name != "old" and not whole:
            problems.append(f"round {turn}: {name} is there by half")
    if database_path().exists():
        with sqlite3.connect(database_path()) as database:
            for check in ("integrity_check", "foreign_key_check"):
                answer = database.execute(f"PRAGMA {check}").fetchall()
                if answer not in ([("ok",)], []):
                    problems.append(f"round {turn}: {check} says {answer}")
        database.close()
    kept += len(there)
print(json.dumps({"kept": kept, "problems": problems}))
"""


# A round is a child that deletes a profile, and is killed on the way.
DELETER = """
import json, os, pathlib, random, shutil, signal, sys, time

sys.path.insert(0, sys.argv[1])
home, rounds = pathlib.Path(sys.argv[2]), int(sys.argv[3])
os.environ["FORMCHECK_HOME"] = str(home)
from formcheck.store.profiles import delete_profile, list_profiles
from formcheck.store.sessions import keep_session, list_sessions
from helpers.kept import trained

moments, went, problems = random.Random(2), 0, []
for number in range(30):
    keep_session("a name of mine", trained(f"clip of mine {number}"))
    keep_session("someone else", trained(f"theirs {number}"))
before = home.with_name("before")
shutil.copytree(home, before)
began_s = time.monotonic()
delete_profile("a name of mine")
takes_s = time.monotonic() - began_s
for turn in range(rounds):
    shutil.rmtree(home)
    shutil.copytree(before, home)
    child = os.fork()
    if child == 0:
        try:
            delete_profile("a name of mine")
        finally:
            os._exit(0)
    time.sleep(moments.uniform(0.0, 2.0 * takes_s))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    names = {one.name for one in list_profiles()}
    left = b"".join(one.read_bytes() for one in home.iterdir())
    if "a name of mine" in names:
        if len(list_sessions("a name of mine")) != 30:
            problems.append(f"round {turn}: deleted by half")
    else:
        went += 1
        if b"of mine" in left:
            problems.append(f"round {turn}: pieces are on the disk")
    if len(list_sessions("someone else")) != 30:
        problems.append(f"round {turn}: sessions of someone else are lost")
print(json.dumps({"went": went, "problems": problems}))
"""


def told_by(program: str, folder: Path, rounds: int) -> dict[str, Any]:
    """What a program says that kills its children."""
    path = folder / "program.py"
    path.write_text(program)
    done = subprocess.run(
        [sys.executable, str(path), str(TESTS), str(folder / "home"), str(rounds)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
def test_no_session_that_was_kept_is_lost_when_the_writer_is_killed(tmp_path) -> None:
    told = told_by(KILLER, tmp_path, ROUNDS)
    assert told["problems"] == []
    # Else it was killed before it wrote anything, and nothing was shown.
    assert told["kept"] > 2 * ROUNDS


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
def test_deleting_that_is_killed_is_finished_by_the_next_look(tmp_path) -> None:
    told = told_by(DELETER, tmp_path, 30)
    assert told["problems"] == []
    # Some were killed before it was deleted, and some after, or the moments were ill chosen.
    assert 0 < told["went"] < 30


def test_two_processes_keep_sessions_at_once(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "home"))
    program = (
        f"import sys; sys.path.insert(0, {str(TESTS)!r});"
        "from formcheck.store.sessions import keep_session; from helpers.kept import trained;"
        "sys.stdin.readline();"
        "[keep_session('me', trained(f'{sys.argv[1]}-{n}')) for n in range(20)]"
    )
    assert said_by_two_at_once(program) == ["", ""]
    assert {one.clip for one in list_sessions("me")} == {
        f"{writer}-{n}.mp4" for writer in range(2) for n in range(20)
    }
    assert all(len(one.sets[0].reps) == len(trained("a").reps) for one in list_sessions("me"))
    with closing(sqlite3.connect(database_path())) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
