"""Everyone in a picture: look again with those already found painted over.

The detector keeps one of two people who stand close together: the areas it searches around them
overlap. With the first one gone it finds the second.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.backend import RawDetection

__all__ = ["is_someone", "painted_over"]

_PERSON_LIKELIHOOD = 0.2
# Of a person's size, so that no outline stays that looks like someone.
_MARGIN_SHARE = 0.03
# Guesses at nobody carry less, on average over all landmarks (development clips: up to 0.61, other
# people from 0.64).
_SEEN_VISIBILITY = 0.62


def is_someone(person: RawDetection) -> bool:
    """Whether a detection is a person, and no guess at nobody."""
    return bool(person.visibility.mean() >= _SEEN_VISIBILITY)


def painted_over(image: NDArray[np.uint8], people: Sequence[RawDetection]) -> NDArray[np.uint8]:
    """A copy of the picture with these people in the colour of the picture's middle."""
    painted = image.copy()
    height, width = image.shape[:2]
    for person in people:
        if person.mask is None:
            continue
        mask = cv2.resize(person.mask, (width, height)) > _PERSON_LIKELIHOOD
        size = float(np.linalg.norm(np.ptp(person.xy * (width, height), axis=0)))
        reach = 2 * round(_MARGIN_SHARE * size) + 1
        wide = cv2.dilate(mask.astype(np.uint8), np.ones((reach, reach), np.uint8))
        painted[wide.astype(bool)] = np.median(image[::8, ::8].reshape(-1, 3), axis=0)
    return painted
