"""From a track to signals: angles, view, rest and the person's own neutral."""
