"""Every mistake in a brand file is told in plain words with its line."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.scout.brand.brand_file import load_brands
from app.lib.errors import MisconfiguredError

GOOD = """\
brands:
  - id: solo
    display_name: Solo Shoes
    sites:
      - url: https://shoes.example/feed/
"""


def problems(folder: Path, text: str | bytes) -> list[str]:
    path = folder / "brand_repo.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(MisconfiguredError) as raised:
        load_brands(path)
    return raised.value.problems


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("keyword: {core: [a]}", "'keyword' is not a known key, did you mean 'keywords'?"),
        ("zzz: 1", "'zzz' is not a known key"),
        (
            "keywords: {cor: [a]}",
            "'cor' is not a known key, did you mean 'core'?",
        ),
        (
            "rivals: Nike",
            "'rivals' must be a list: one '- …' on a line of its own for each",
        ),
        (
            "rivals: [Nike, {Bata: shoes}]",
            "entry 2 of 'rivals' must be text; put it in quotes if it has a colon in it",
        ),
        ("aliases: [a, '']", "entry 2 of 'aliases' is empty"),
        ("tone: funny", "'tone' must hold keys of its own: persona, style_guide"),
        (
            "colours: {primary: red}",
            "'primary': 'red' is not a colour such as \"#D2232A\"",
        ),
        (
            "example_copy: [a]",
            "'example_copy' must hold lines of the form 'name: text'",
        ),
        ("id: again", "'id' is given twice"),
    ],
)
def test_a_wrong_key_or_type_is_named_with_its_line(
    tmp_path: Path, line: str, problem: str
) -> None:
    assert problems(tmp_path, f"{GOOD}    {line}\n") == [f"brand_repo.yaml line 6: {problem}"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("kind: rss", "'kind' must be 'feed', 'sitemap' or 'page', not 'rss'"),
        ("max_articles: many", "'max_articles' must be a whole number, not 'many'"),
        ("max_articles: 0", "'max_articles' must be at least 1"),
        ("max_articles: 5000", "'max_articles' must be at most 1000"),
        (
            "link_selector: 'a['",
            "'link_selector': 'a[' is not a CSS selector such as 'article h2 a'",
        ),
        ("urls: x", "'urls' is not a known key, did you mean 'url'?"),
    ],
)
def test_a_wrong_setting_of_a_site_is_named_with_its_line(
    tmp_path: Path, line: str, problem: str
) -> None:
    assert problems(tmp_path, f"{GOOD}        {line}\n") == [f"brand_repo.yaml line 6: {problem}"]


@pytest.mark.parametrize(
    "url",
    [
        "shoes.example/feed",
        "ftp://shoes.example",
        "https://",
        "javascript:alert(1)",
        "'http://[::1'",
        "'https://shoes.example/a b'",
        "https://shoes.example:99999/",
        "'https://shoes.example/" + "a" * 2_000 + "'",
    ],
)
def test_what_is_not_a_web_address_is_refused(tmp_path: Path, url: str) -> None:
    text = GOOD.replace("https://shoes.example/feed/", url)
    (problem,) = problems(tmp_path, text)
    assert problem.startswith("brand_repo.yaml line 5: 'url': ")
    assert "is not a web address that starts with http:// or https://" in problem


def test_a_web_address_must_not_carry_a_password(tmp_path: Path) -> None:
    text = GOOD.replace("https://shoes", "https://me:secret@shoes")
    assert problems(tmp_path, text) == [
        "brand_repo.yaml line 5: 'url': a web address must not carry a user name or password"
    ]


def test_an_unquoted_colour_is_told_to_be_a_comment(tmp_path: Path) -> None:
    text = f"{GOOD}    colours:\n      primary: #D2232A\n"
    assert problems(tmp_path, text) == [
        "brand_repo.yaml line 7: 'primary': the colour is empty; put it in quotes, "
        "because # starts a comment"
    ]


def test_a_missing_key_is_named_at_the_brand_it_is_missing_from(tmp_path: Path) -> None:
    text = GOOD.replace("    display_name: Solo Shoes\n", "")
    assert problems(tmp_path, text) == ["brand_repo.yaml line 2: 'display_name' is missing"]


@pytest.mark.parametrize("sites", ["", " []"])
def test_a_brand_without_sites_is_refused(tmp_path: Path, sites: str) -> None:
    text = f"brands:\n  - id: solo\n    display_name: Solo Shoes\n    sites:{sites}\n"
    (problem,) = problems(tmp_path, text)
    assert problem in {
        "brand_repo.yaml line 4: 'sites' is missing",
        "brand_repo.yaml line 4: 'sites' needs at least one entry",
    }


def test_the_same_id_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    text = GOOD + GOOD.removeprefix("brands:\n").replace("/feed/", "/other/")
    assert problems(tmp_path, text) == [
        "brand_repo.yaml line 6: the id 'solo' is already on line 2"
    ]


def test_the_same_site_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    text = f"{GOOD}      - url: http://www.SHOES.example/feed\n"
    assert problems(tmp_path, text) == [
        "brand_repo.yaml line 6: the site 'shoes.example/feed' is already on line 5"
    ]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = GOOD.replace("id: solo", "id: so lo").replace("https://", "htp://")
    lines = [problem.split(":")[0] for problem in problems(tmp_path, f"{text}    rival: [a]\n")]
    assert lines == [f"brand_repo.yaml line {number}" for number in (2, 5, 6)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: the file is empty"),
        ("# nothing yet\n", "line 1: the file is empty"),
        ("brands: []\n", "line 1: 'brands' needs at least one entry"),
        ("brand: []\n", "line 1: 'brands' is missing"),
        ("- id: solo\n", "line 1: the file must hold keys of its own: brands"),
        ("just words\n", "line 1: the file must hold keys of its own: brands"),
        ("brands:\n\t- id: solo\n", "line 2: not valid YAML"),
        ("brands: [\n", "line 2: not valid YAML"),
        ("? [a]\n: b\n", "line 1: not valid YAML (a key must be text)"),
        ("a: 1\n---\nb: 2\n", "line 2: not valid YAML"),
        (b"brands:\n  - \xff\n", "line 2: not UTF-8 text"),
        ("a: \x00\n", "line 1: not valid YAML"),
    ],
)
def test_a_file_that_is_no_brand_file_is_told_in_plain_words(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    assert f"brand_repo.yaml {problem}" in problems(tmp_path, text)[0]


def test_aliases_are_refused_before_they_can_unfold(tmp_path: Path) -> None:
    levels = "".join(f"  - &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 9))
    assert problems(tmp_path, f"brands:\n  - &l0 [lol]\n{levels}") == [
        "brand_repo.yaml line 3: aliases (*l0) are not allowed; repeat the text"
    ]


def test_endless_nesting_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "[" * 50_000) == ["brand_repo.yaml line 1: nested too deeply"]


def test_a_file_too_large_to_be_one_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "#" * 1_000_001) == ["brand_repo.yaml is larger than 1000 KB"]


def test_a_missing_file_is_told_with_the_setting_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match="is missing: BRAND_REPO_PATH must name"):
        load_brands(tmp_path / "brand_repo.yaml")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match="cannot be read"):
        load_brands(tmp_path)


def test_tags_that_would_run_code_are_only_text(tmp_path: Path) -> None:
    text = GOOD.replace("Solo Shoes", "!!python/name:os.system Solo")
    path = tmp_path / "brand_repo.yaml"
    path.write_text(text, "utf-8")
    assert load_brands(path)["solo"].display_name == "Solo"


@given(st.text(alphabet="abrnds: -[]{}#&*!|>'\"\n\tid", max_size=120))
def test_no_text_gets_past_the_check_without_a_brand_or_crashes_it(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (problem, *_) = problems(Path(folder), text)
    assert problem.startswith("brand_repo.yaml line ")
