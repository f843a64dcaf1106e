"""What can run the jobs of a batch: the processes of this machine, or a Ray cluster."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, Protocol

from formcheck._util.resources import usable_cores
from formcheck.batch.events import Event, Limits, Task
from formcheck.batch.supervisor import supervise
from formcheck.errors import FormcheckError

__all__ = ["Engine", "engine_named", "local_engine"]


class Engine(Protocol):
    """Runs a task on every payload; each ends with exactly one ``done`` or ``failed``."""

    def __call__(
        self,
        task: Task,
        payloads: Sequence[Any],
        *,
        workers: int | None,
        limits: Limits | None,
        stopped: Callable[[], bool],
    ) -> Generator[Event, None, None]:
        """Yield what happens; ends early once stopped."""
        ...


def local_engine(
    task: Task,
    payloads: Sequence[Any],
    *,
    workers: int | None,
    limits: Limits | None,
    stopped: Callable[[], bool],
) -> Generator[Event, None, None]:
    """Processes of this machine, one for each core where no number is given.

    Raises
    ------
    FormcheckError
        There is nobody to work.
    """
    number = usable_cores() if workers is None else workers
    if number < 1:
        raise FormcheckError(f"{number} workers cannot work; use one or more")
    return supervise(task, payloads, workers=number, limits=limits, stopped=stopped)


def engine_named(name: str, ray_address: str | None = None) -> Engine:
    """The engine of that name.

    Parameters
    ----------
    name : {"local", "ray"}
        Which.
    ray_address : str, optional
        Of a running cluster, such as ``auto`` or ``ray://head:10001``; without it, Ray is started
        on this machine.

    Raises
    ------
    FormcheckError
        There is none of that name, or it is not installed.
    """
    if name == "local":
        if ray_address is not None:
            raise FormcheckError("--ray-address needs --engine ray")
        return local_engine
    if name == "ray":
        from formcheck.batch.ray import ray_engine

        return ray_engine(ray_address)
    raise FormcheckError(f"unknown engine '{name}'; choose local or ray")
