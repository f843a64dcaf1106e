"""formcheck watches a clip of a hinge, bridge or squat, measures it and says what to change.

>>> import formcheck
>>> track = formcheck.track_video("clip.mp4")  # doctest: +SKIP
>>> result = formcheck.assess(track, "hip_hinge")  # doctest: +SKIP

Public are the names of this package and those of `formcheck.errors` and `formcheck.live`; every
other module may change. ``__init__.pyi`` lists them; each is imported when it is first asked for,
since pandas and OpenCV take a second, which ``formcheck --help`` should not cost. docs/api.md shows
them at work.
"""

from __future__ import annotations

import os

import lazy_loader

# OpenCV reads these once, when it is first imported; what its loggers print of a damaged file is
# said by our own errors.
os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
