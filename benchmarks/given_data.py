"""Where the data of the measurements lies: beside the project, or where BRAND_SCOUT_DATA says."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def given_data(*parts: str) -> Path:
    """A file or folder of it. Ends the measurement in plain words when it is not there."""
    folder = Path(os.environ.get("BRAND_SCOUT_DATA") or ROOT.parent / "shared" / "data")
    path = folder.joinpath(*parts)
    if not path.exists():
        sys.exit(f"The test data is not at {path}: BRAND_SCOUT_DATA must name its folder.")
    return path
