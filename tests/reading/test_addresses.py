"""Which addresses may be read, judged from what is written and from the IP address."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.parts.reading.types import RefusedAddressError
from app.parts.web.addresses import MAX_URL_CHARS, follow_redirect, parse_address
from app.parts.web.ip_addresses import is_public

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:100.64.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::a9fe:a9fe",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "2002:0a00:0001::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fdff::1",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
    "ff05::2",
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "197.80.150.1",
    "2606:4700::1111",
    "2a00:1450::1",
    "64:ff9b::808:808",
]
ODD_SPELLINGS = [
    "127.1",
    "127.0.1",
    "0",
    "0x0",
    "0x7f000001",
    "0x7f.1",
    "0X7F.0.0.1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "127.0.0.01",
    "127.0.0.0x1",
    "1.2.3.4.5",
    "134744072",
    "256.256.256.256",
    "foo.0x7f",
    "foo.1",
    "\uff11\uff12\uff17.1",
    "①②⑦.1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_not_dialled(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_dialled(address: str) -> None:
    assert is_public(address)


def test_what_is_no_ip_address_is_not_dialled() -> None:
    assert not any(
        is_public(text) for text in ["", "localhost", "127.1", "1.2.3.4/8", "example.com"]
    )


@given(st.ip_addresses())
def test_nothing_python_knows_as_special_counts_as_public(
    ip: IPv4Address | IPv6Address,
) -> None:
    assume(not str(ip).startswith("64:ff9b::"))  # judged by the IPv4 address it carries
    special = ip.is_private or ip.is_loopback or ip.is_multicast or ip.is_reserved
    assert not (is_public(str(ip)) and (special or ip.is_link_local or ip.is_unspecified))


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_where_it_is_written(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(RefusedAddressError):
        parse_address(f"http://{host}/")


@pytest.mark.parametrize("host", ODD_SPELLINGS)
def test_an_odd_spelling_of_an_address_is_refused(host: str) -> None:
    with pytest.raises(RefusedAddressError):
        parse_address(f"http://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "data:text/html,hello",
        "//example.com/",
        "example.com",
        "",
        "http://",
        "http:///path",
        "http://user@example.com/",
        "http://user:secret@example.com/",
        "http://:@example.com/",
        "http://example.com\\@evil.example/",
        "http://exam\tple.com/",
        "http://example.com/\r\nHost: evil",
        "http://example.com:99999/",
        "http://example.com:http/",
        "http://example.com:22/",
        "http://example.com:0/",
        "http://[::1",
        "http://@]",
        "http://exa mple.com/",
        "http://%31%32%37.0.0.1/",
        "http://127.0.0.1%00.example.com/",
        "http://a..example.com/",
        "http://.../",
        "http://" + "a" * 64 + ".com/",
        "http://example.com/" + "a" * MAX_URL_CHARS,
    ],
)
def test_what_is_no_proper_web_address_is_refused(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        parse_address(url)


URL_LIKE = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTP:", "//", ""]),
    st.text("ab.:@[]%\\ 0127x\u00e9\u2460\u3002\u200b\u202e", max_size=12),
    st.sampled_from(["", "/", ":80/", ":81", "?", "#"]),
    st.text(max_size=8),
)


@given(URL_LIKE)
def test_whatever_is_written_is_an_address_or_refused_and_reads_the_same_again(url: str) -> None:
    try:
        address = parse_address(url)
    except RefusedAddressError:
        return
    assert parse_address(address.url) == address


def test_a_refusal_does_not_repeat_the_password() -> None:
    with pytest.raises(RefusedAddressError) as refused:
        parse_address("https://user:hunter2@example.com/")
    assert "hunter2" not in str(refused.value)
    assert "example.com" in str(refused.value)


def test_an_address_is_tidied_once_for_all_who_use_it() -> None:
    address = parse_address("HTTPS://Bücher.Example.:443/a/../b%2e%2e/ü c?q=1#part")
    assert address.url == "https://xn--bcher-kva.example/b%2e%2e/%C3%BC%20c?q=1"
    assert (address.host, address.port) == ("xn--bcher-kva.example", 443)
    assert address.origin == "https://xn--bcher-kva.example:443"


@pytest.mark.parametrize(
    "rest",
    [
        "/a%2Fb%3Ac%28d%29%2C%27e%27",
        "/a%2fb%3ac?sig=x%2b%2F%3d",
        "/a/b?x=%5B1%5D&y=%7Bz%7D",
        "/a(b),c:d;e=f'g!$&*+@h",
        "/%7Euser/%41%2D?%7E=%41",
        "/search?q=a+b%20c&&;=[]|",
        "/100%/50%zz?discount=5%",
        "/a//b///c",
        "/caf%C3%A9/caf%E9",
        "/a%00b%0A",
        "/a;v=1/b?c=d?e=f/../g",
        "/...a/.b/c..",
    ],
)
def test_an_address_is_asked_as_it_is_written(rest: str) -> None:
    """Signatures are of the very spelling (RFC 3986, 2.2)."""
    assert parse_address(f"https://example.com{rest}").url == f"https://example.com{rest}"
    current = parse_address("https://example.com/d%2Fe/f%28g")
    assert follow_redirect(current, rest).url == f"https://example.com{rest}"
    assert follow_redirect(current, f"https://a.example{rest}").url == f"https://a.example{rest}"


def test_a_redirect_from_an_escaped_address_keeps_its_escapes() -> None:
    current = parse_address("https://example.com/d%2Fe/f%28g?a=%2C")
    assert follow_redirect(current, "h%2ci").url == "https://example.com/d%2Fe/h%2ci"
    assert follow_redirect(current, "?b=%27").url == "https://example.com/d%2Fe/f%28g?b=%27"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("/a b", "/a%20b"),
        ("/ü?ü=ö", "/%C3%BC?%C3%BC=%C3%B6"),
        ('/"<a>"?"<b>"', "/%22%3Ca%3E%22?%22%3Cb%3E%22"),
        ("/`{a}^", "/%60%7Ba%7D%5E"),
        ("", "/"),
        ("?a=1", "/?a=1"),
        ("/a/./b/../c/.", "/a/c/"),
        ("/a/%2E%2e/b/%2e", "/b/"),
        ("/../../a", "/a"),
        ("/a/b/..", "/a/"),
        ("/..", "/"),
    ],
)
def test_what_cannot_be_sent_is_escaped_and_dots_are_worked_out(written: str, asked: str) -> None:
    assert parse_address(f"https://example.com{written}").url == f"https://example.com{asked}"


def test_hidden_dots_cannot_step_around_a_rule_for_a_path() -> None:
    assert parse_address("http://example.com/a/%2e%2e/private").url == "http://example.com/private"


def test_http_and_https_of_a_name_are_one_server_to_be_polite_to() -> None:
    keys = {
        parse_address(f"{start}.com/").politeness_key
        for start in ("http://example", "https://example", "https://Example")
    }
    assert keys == {"example.com"}
    assert parse_address("http://example.com:8080/").politeness_key == "example.com:8080"


def test_a_private_host_is_read_when_the_operator_named_it_with_its_port() -> None:
    allowed = frozenset({"127.0.0.1:8080", "[::1]:8080", "intranet:81"})
    for url in ("http://127.0.0.1:8080/a", "http://[::1]:8080/a", "http://intranet:81/"):
        assert parse_address(url, allowed).url == url
    for url in ("http://127.0.0.1:8081/", "http://127.0.0.2:8080/", "http://[::1]/"):
        with pytest.raises(RefusedAddressError):
            parse_address(url, allowed)


def test_a_refusal_says_how_to_allow_a_host_of_ones_own() -> None:
    with pytest.raises(RefusedAddressError, match=r"10\.0\.0\.7:80 to FETCH_ALLOWED_PRIVATE_HOSTS"):
        parse_address("http://10.0.0.7/")


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "//[::1]/",
        "https://2130706433/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user:secret@example.com/",
        "http://example.com/",
        "http://other.example/",
        "https://exa mple.com/",
        "https://example.com:25/",
        "https://[::1",
        "\\\\evil.example\\share",
    ],
)
def test_a_redirect_from_https_is_judged_like_any_address(location: str) -> None:
    current = parse_address("https://example.com/start")
    with pytest.raises(RefusedAddressError):
        follow_redirect(current, location)


def test_a_redirect_may_be_relative_and_may_step_up_to_https() -> None:
    current = parse_address("http://example.com/a/b")
    assert follow_redirect(current, "../c#x").url == "http://example.com/c"
    assert follow_redirect(current, "//other.example/").url == "http://other.example/"
    assert follow_redirect(current, "https://example.com/").url == "https://example.com/"
