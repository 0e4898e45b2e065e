from collections.abc import Iterator

import pytest

from tests.gathering.newsdesk import Newsdesk, desk_with


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Newsdesk]:
    yield from desk_with(sqlite_url)
