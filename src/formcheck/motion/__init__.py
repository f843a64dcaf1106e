"""From a track to signals: shots, angles, view, rest and the person's own neutral."""

import lazy_loader

# Signals refer to shots and shots to signals, so that neither may be imported with the package.
__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules=["signals"])
