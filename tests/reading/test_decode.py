import pytest

from app.parts.reading.decode import decode

TEXT = "Žižkov, café, žluťoučký"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("café".encode(), None, "café"),
        ("café".encode("cp1252"), "iso-8859-1", "café"),
        ("\u201cquoted\u201d".encode("cp1252"), "latin1", "\u201cquoted\u201d"),
        (TEXT.encode("iso-8859-2"), "ISO-8859-2", TEXT),
        ("ピザ".encode("shift_jis"), "Shift_JIS", "ピザ"),
        ("披萨".encode("gb18030"), "gb2312", "披萨"),
        ("пицца".encode("koi8-r"), "koi8-r", "пицца"),
    ],
)
def test_the_header_names_the_encoding(body: bytes, charset: str | None, text: str) -> None:
    assert decode(body, charset) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_beats_the_header(encoding: str) -> None:
    assert decode("café".encode(encoding), "iso-8859-2") == "café"


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="windows-1251">',
        "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
    ],
)
def test_the_page_names_its_encoding_where_the_header_does_not(declaration: str) -> None:
    assert decode(f"{declaration}пицца".encode("cp1251")).endswith("пицца")


def test_an_xml_declaration_names_the_encoding() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-2"?><a>žluť</a>'.encode("iso-8859-2")
    assert "žluť" in decode(body)


def test_the_header_beats_the_page() -> None:
    assert "café" in decode('<meta charset="koi8-r">café'.encode("cp1252"), "windows-1252")


def test_utf8_that_is_called_latin_is_read_as_utf8() -> None:
    assert decode("café žluťoučký".encode(), "iso-8859-1") == "café žluťoučký"


def test_latin_that_is_called_utf8_is_read_as_latin() -> None:
    assert decode("déjà vu à la café".encode("cp1252"), "utf-8") == "déjà vu à la café"


def test_one_broken_byte_in_much_text_is_only_damage() -> None:
    body = "café ".encode() * 500 + b"\xff" + b" end"
    assert decode(body, "utf-8").count("é") == 500


def test_a_character_cut_off_at_the_end_is_let_go() -> None:
    assert decode("pizza café".encode()[:-1]) == "pizza caf"


def test_utf16_without_a_mark_is_seen() -> None:
    assert decode("<html>pizza</html>".encode("utf-16-le")) == "<html>pizza</html>"


@pytest.mark.parametrize(
    "label",
    ["base64", "rot13", "zlib", "idna", "no-such-thing", "", "\x00", "utf-7", "unicode_escape"],
)
def test_a_label_that_is_no_character_set_of_the_web_is_passed_over(label: str) -> None:
    assert decode(b"plain +AGE- text", label) == "plain +AGE- text"


@pytest.mark.parametrize("body", [b"", b"\xff", b"\xfe\xff\x00", bytes(range(256)), b"\x00" * 10])
def test_any_bytes_give_some_text(body: bytes) -> None:
    assert isinstance(decode(body, None), str)
