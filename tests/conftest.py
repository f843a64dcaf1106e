"""Settings and fixtures of the whole suite."""

import sys
from pathlib import Path

from hypothesis import settings

# With --import-mode=importlib pytest leaves the path alone, and `helpers` must be found.
sys.path.insert(0, str(Path(__file__).parent))

# Deadlines measure the machine; examples are derandomised so that a failure is found again.
settings.register_profile("formcheck", deadline=None, derandomize=True, max_examples=25)
settings.load_profile("formcheck")

# Fixtures: stick figures with results, for every room that shows them.
pytest_plugins = ["helpers.analysed"]
