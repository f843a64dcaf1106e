"""Where the browser of the tests of pages is."""

import shutil

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
