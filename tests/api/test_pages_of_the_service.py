"""The pages of the dashboard, over HTTP."""

import urllib.error
import urllib.request

import pytest

from tests.api.conftest import TOKEN, LiveApi


def asked(live_api: LiveApi, path: str) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "text/html"}
    request = urllib.request.Request(live_api.url + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize("name", ["runs", "picks", "brand", "sites", "costs"])
def test_a_page_is_served_and_is_marked_in_the_navigation(live_api: LiveApi, name: str) -> None:
    status, html = asked(live_api, f"/{name}")
    assert status == 200
    assert f'<a href="/{name}" aria-current="page">' in html


@pytest.mark.parametrize("path", ["/brand", "/sites", "/picks"])
def test_a_brand_is_chosen_by_its_id(live_api: LiveApi, path: str) -> None:
    assert asked(live_api, f"{path}?brand=debonairs")[0] == 200
    status, html = asked(live_api, f"{path}?brand=another")
    assert status == 404
    assert "There is no brand &#39;another&#39; here." in html
