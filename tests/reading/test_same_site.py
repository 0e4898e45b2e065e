import pytest

from app.parts.reading.same_site import same_site


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.iol.co.za/x", "http://iol.co.za/y"),
        ("https://sport.example.com", "https://news.example.com/a"),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/b"),
        ("http://a.example:80/", "https://a.example:443/"),
        ("https://münchen.de/a", "https://xn--mnchen-3ya.de/b"),
        ("https://one.wordpress.com/a", "https://m.one.wordpress.com/b"),
        ("https://wordpress.com/a", "https://wordpress.com/b"),
        ("http://localhost/a", "http://localhost/b"),
    ],
)
def test_one_registrable_domain_is_one_site(one: str, other: str) -> None:
    assert same_site(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://iol.co.za/", "https://news24.co.za/"),
        ("https://one.blogspot.com/", "https://two.blogspot.com/"),
        ("https://example.com/", "https://example.com.evil.example/"),
        ("http://127.0.0.1/", "http://127.0.0.2/"),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/"),
        ("https://a.example/", "https://a.example:8443/"),
        ("https://one.wordpress.com/", "https://two.wordpress.com/"),
        ("https://one.substack.com/", "https://two.substack.com/"),
        ("https://one.medium.com/", "https://medium.com/"),
        ("http://a.example:99999/", "http://"),
        ("", ""),
        ("http://[", "http://["),
    ],
)
def test_other_domains_are_other_sites(one: str, other: str) -> None:
    assert not same_site(one, other)
