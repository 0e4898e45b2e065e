"""The pages of people, behind the guard: one's own sessions, and what an owner does."""

from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from app.parts.people.pages.page import own_page
from app.parts.people.tables import User, UserSession
from tests.people.conftest import Browser, Service, serving
from tests.servers.oidc_provider import OidcProvider

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
ANN, BEN = "ann@example.com", "ben@other.example"


def signed_in(service: Service, address: str) -> Browser:
    browser = service.browser()
    browser.client.headers["User-Agent"] = FIREFOX
    assert browser.signs_in_by_mail(service, address).status_code == 303
    service.clock.go_on(minutes=1)
    return browser


def id_of(service: Service, address: str) -> int:
    return next(int(one.id) for one in service.rows(User) if one.email == address)


def test_a_session_is_its_users_and_ends_at_once(service: Service) -> None:
    first, second, ben = (signed_in(service, who) for who in (ANN, ANN, BEN))
    page = first.get("/me").text
    assert page.count("Firefox on Linux") == 3  # two rows, and what one button ends
    assert "this one" in page
    of_ben = next(one.id for one in service.rows(UserSession) if one.user_id == id_of(service, BEN))
    assert first.post(f"/me/sessions/{of_ben}/end").status_code == 404
    assert first.post("/me/sessions/end-others").status_code == 303
    answer = second.get("/me")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/me")
    assert (first.get("/me").status_code, ben.get("/me").status_code) == (200, 200)
    copied = ben.client.cookies["scout_session"]
    assert ben.post("/sign-out").headers["location"] == "/sign-in"
    assert "scout_session" not in ben.client.cookies
    ben.client.cookies.set("scout_session", copied)
    assert ben.get("/me").status_code == 303, "also for whoever copied the cookie"


def test_a_cookie_from_before_the_sign_in_is_worth_nothing_after_it(service: Service) -> None:
    """Session fixation: somebody puts a cookie of theirs into another's browser."""
    eve = signed_in(service, BEN)
    planted = eve.client.cookies["scout_session"]
    service.browser().post("/sign-in", email=ANN)
    link = service.mailed_links()[-1]
    answer = service.browser().client.post(link, headers={"Cookie": f"scout_session={planted}"})
    assert answer.status_code == 303
    assert planted not in answer.headers["set-cookie"]
    assert eve.get("/me").status_code == 303, "it is nobody's any more, least of all Ann's"
    planted = "A" * 43
    service.browser().post("/sign-in", email=ANN)
    link = service.mailed_links()[-1]
    service.browser().client.post(link, headers={"Cookie": f"scout_session={planted}"})
    eve.client.cookies.clear()
    eve.client.cookies.set("scout_session", planted)
    assert eve.get("/me").status_code == 303


def test_an_owner_invites_chooses_roles_and_removes_and_nobody_else_does(service: Service) -> None:
    ann, ben = signed_in(service, ANN), signed_in(service, BEN)
    number = id_of(service, BEN)
    for path in ("/people", f"/people/{number}/role", f"/people/{number}/remove"):
        assert ben.post(path, role="owner", email="x@y.example").status_code == 403, path
    assert ben.get("/people").status_code == 403
    page = ann.get("/people").text
    assert "everybody with @example.com: viewer" in page
    assert f"{service.parts.settings.public_url}/sign-in" in page
    assert ann.post("/people", email=" Cleo@Third.example ", role="editor").status_code == 303
    twice = ann.post("/people", email="cleo@third.example", role="editor")
    assert (twice.status_code, "already" in twice.text) == (409, True)
    assert ann.post("/people", email="nobody", role="viewer").status_code == 422
    assert ann.post("/people", email="d@third.example", role="boss").status_code == 422
    assert signed_in(service, "cleo@third.example").post("/run-now").status_code == 303
    assert ann.post(f"/people/{number}/role", role="owner").status_code == 303
    assert ben.get("/people").status_code == 200, "at the next request"
    assert ann.post(f"/people/{number}/remove").status_code == 303
    assert ben.get("/me").status_code == 303
    last = ann.post(f"/people/{id_of(service, ANN)}/remove")
    assert (last.status_code, "only owner" in last.text) == (409, True)
    assert ben.post("/people", email="ben@other.example", role="owner").status_code == 401


def test_without_sign_in_the_pages_say_who_is_the_owner_and_how_to_change_it(
    tmp_path: Path, redis_url: str, noon: datetime
) -> None:
    with serving(tmp_path, redis_url, noon) as service:
        browser = service.browser()
        for path in ("/sign-in", "/me", "/people"):
            page = browser.get(path)
            assert (page.status_code, "OWNER_EMAIL" in page.text) == (200, True), path
        assert browser.get("/").status_code == 200
        assert browser.post("/sign-in", email=ANN).status_code == 404
        assert browser.get("/sign-in/oidc").status_code == 404
        assert browser.post("/people", email=ANN).status_code == 409
        assert (service.rows(User), service.rows(UserSession)) == ([], [])


def test_cookies_stay_below_the_public_path_and_under_https(
    tmp_path: Path, redis_url: str, noon: datetime, provider: OidcProvider
) -> None:
    with serving(
        tmp_path,
        redis_url,
        noon,
        PUBLIC_URL="https://scout.example/team",
        API_TOKEN="x" * 32,
        OWNER_EMAIL=ANN,
        OIDC_ISSUER=provider.issuer,
        OIDC_CLIENT_ID="brand-scout",
        OIDC_CLIENT_SECRET="a secret / of: ours",
    ) as service:
        sent = service.browser().get("/team/sign-in/oidc")
        assert quote("https://scout.example/team/sign-in/oidc", safe="") in sent.headers["location"]
        kept = set(sent.headers["set-cookie"].split("; "))
        assert {"HttpOnly", "Secure", "Path=/team/sign-in", "SameSite=lax"} <= kept


def test_nobody_is_sent_to_another_site_after_signing_in() -> None:
    places = ("//evil.example", "/\\evil.example", "https://evil.example", "/a\tb", "/sign-out")
    assert {own_page(place) for place in places} == {"/"}
    assert own_page("/leads?sort=best") == "/leads?sort=best"
