"""The lead agent is tried on SQLite in `make test`, on PostgreSQL as well in `make quality`:
twice the same conversations took a tenth of the suite's time.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE) and "[postgresql" in item.name:
            item.add_marker(pytest.mark.long)
