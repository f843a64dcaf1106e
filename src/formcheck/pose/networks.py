"""The two networks of a pose landmarker bundle, run by LiteRT, which only this module imports.

LiteRT frees Python's lock while a network runs, so that several run at once in threads. Each runs
in one thread of its own: the result is then the same on any number of cores.
"""

from __future__ import annotations

import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck._util.quiet import quiet_stderr
from formcheck.errors import ModelError
from formcheck.pose.models import MEMBERS

__all__ = ["CROP_PX", "Network", "detector_network", "landmark_network"]

CROP_PX = 256
"""Side of the square that the landmark network reads."""

_DETECTOR, _LANDMARKS = MEMBERS
_MASK_SHAPE = [1, CROP_PX, CROP_PX, 1]


class Network:
    """One copy of a network; not to be run by two threads at once.

    Parameters
    ----------
    content : bytes
        The network as a ``.tflite`` file has it.
    """

    def __init__(self, content: bytes) -> None:
        from ai_edge_litert.interpreter import Interpreter

        # A LiteRT interpreter refers to the bytes without keeping them alive.
        self._content = content
        with quiet_stderr:
            self._interpreter: Any = Interpreter(model_content=content, num_threads=1)
            self._interpreter.allocate_tensors()
        self._input = self._interpreter.tensor(self._interpreter.get_input_details()[0]["index"])
        self._outputs = {
            tuple(output["shape"][1:].tolist()): output["index"]
            for output in self._interpreter.get_output_details()
        }

    def run(
        self, picture: NDArray[np.uint8], scale: float, offset: float
    ) -> dict[tuple[int, ...], NDArray[np.float32]]:
        """Outputs by their shape, for a picture of which each value is scaled, then offset."""
        target = self._input()[0]
        np.multiply(picture, np.float32(scale), out=target, casting="unsafe")
        if offset:
            np.add(target, np.float32(offset), out=target)
        # A view into the network's memory would keep it from running.
        del target
        self._interpreter.invoke()
        return {
            shape: self._interpreter.get_tensor(index)[0] for shape, index in self._outputs.items()
        }


def detector_network(model: Path) -> Network:
    """A network that finds people in a whole picture.

    Raises
    ------
    ModelError
        The bundle cannot be loaded.
    """
    return _loaded(model, _DETECTOR, masks=True)


def landmark_network(model: Path, *, masks: bool) -> Network:
    """A network that finds the landmarks of the person in a region.

    Parameters
    ----------
    model : Path
        A ``.task`` bundle.
    masks : bool
        Whether it gives the person mask as well, which is a third of its work and more.

    Raises
    ------
    ModelError
        The bundle cannot be loaded.
    """
    return _loaded(model, _LANDMARKS, masks=masks)


def _loaded(model: Path, member: str, *, masks: bool) -> Network:
    try:
        return Network(_content(model, member, masks))
    except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"{model}: this model cannot be loaded ({str(error).strip().splitlines()[0]}); "
            "use --model lite or full, or build it again with tools/build_models.py"
        ) from error


# A worker of a batch opens the same bundle for clip after clip.
@lru_cache(maxsize=4)
def _content(model: Path, member: str, masks: bool) -> bytes:
    with zipfile.ZipFile(model) as bundle:
        content = bundle.read(member)
    return content if masks else _without_mask(content)


def _without_mask(content: bytes) -> bytes:
    """The network without its mask, and without every operation that only the mask needs."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    network = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    graph = network.subgraphs[0]
    outputs = [
        output for output in graph.outputs if graph.tensors[output].shape.tolist() != _MASK_SHAPE
    ]
    needed = {int(output) for output in outputs}
    operators = []
    for operator in reversed(graph.operators):
        if not needed.isdisjoint(int(output) for output in operator.outputs):
            operators.append(operator)
            needed |= {int(tensor) for tensor in operator.inputs if tensor >= 0}
    graph.operators = operators[::-1]
    graph.outputs = np.array(outputs, dtype=np.int32)
    needed |= {int(tensor) for tensor in graph.inputs}
    for index, tensor in enumerate(graph.tensors):
        if index not in needed and tensor.buffer:
            network.buffers[tensor.buffer].data = None
    # They describe the outputs that were there before.
    network.signatureDefs = None
    network.metadata = None
    builder = flatbuffers.Builder(len(content))
    builder.Finish(network.Pack(builder), b"TFL3")
    return bytes(builder.Output())
