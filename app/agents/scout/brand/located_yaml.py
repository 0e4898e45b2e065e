"""Reads a YAML file that people edit by hand: every value keeps the line it stands on.

Scalars stay text, as written: YAML 1.1 would turn the banned word `no` into False and `12:30`
into 750. Aliases are refused and depth and size are bounded, so a small file cannot unfold into a
large one ("billion laughs").
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from app.lib.errors import MisconfiguredError

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
"""A brand file is five levels deep; PyYAML's composer recurses once for each."""

Value = str | list["Value"] | dict[str, "Value"]
Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class LocatedYaml:
    """`value` is the document; `lines` maps the place of each value in it to its line, from 1."""

    name: str
    value: Value
    lines: dict[Location, int] = field(default_factory=dict)
    twice: tuple[Location, ...] = ()

    def line(self, location: Location) -> int:
        """The line of a place, or of the nearest enclosing one that is written in the file."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def problem(self, location: Location, message: str) -> str:
        """One plain line about a place, whatever the file quoted in the message holds."""
        return f"{self.name} line {self.line(location)}: {' '.join(message.split())}"


def read_located_yaml(path: Path) -> LocatedYaml:
    """The file's one document. Raises MisconfiguredError in plain words when there is none."""
    return locate_yaml(path.name, read_text(path))


def locate_yaml(name: str, text: str) -> LocatedYaml:
    """The one document of a file of that name, which holds the text."""
    try:
        _refuse_bombs(name, text)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
        if root is None:
            raise MisconfiguredError([f"{name} line 1: the file is empty"])
        return _locate(name, root)
    except yaml.YAMLError as error:
        raise MisconfiguredError([_describe(name, error)]) from error


def read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise MisconfiguredError(
            [f"{path} is missing: BRAND_REPO_PATH must name the brand file"]
        ) from error
    except OSError as error:
        raise MisconfiguredError(
            [f"{path} cannot be read (BRAND_REPO_PATH): {error.strerror}"]
        ) from error
    if len(data) > MAX_BYTES:
        raise MisconfiguredError([f"{path.name} is larger than {MAX_BYTES // 1000} KB"])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MisconfiguredError(
            [f"{path.name} line {line}: not UTF-8 text; save the file as UTF-8"]
        ) from error


def _refuse_bombs(name: str, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise MisconfiguredError(
                [f"{name} line {line}: aliases (*{event.anchor}) are not allowed; repeat the text"]
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise MisconfiguredError([f"{name} line {line}: nested too deeply"])


def _describe(name: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 1
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    return (
        f"{name} line {line}: not valid YAML ({reason}); look at the indentation, the colons and "
        "the quotes on this line and the one before"
    )


def _locate(name: str, root: yaml.Node) -> LocatedYaml:
    lines: dict[Location, int] = {}
    twice: list[Location] = []
    value = _build(root, (), lines, twice)
    return LocatedYaml(name, value, lines, tuple(twice))


def _build(
    node: yaml.Node, at: Location, lines: dict[Location, int], twice: list[Location]
) -> Value:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        pairs = list(_pairs(node, at, lines, twice))
        return {key: _build(child, (*at, key), lines, twice) for key, child in pairs}
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*at, i), lines, twice) for i, child in enumerate(node.value)]
    return str(node.value)


def _pairs(
    node: yaml.MappingNode, at: Location, lines: dict[Location, int], twice: list[Location]
) -> Iterator[tuple[str, yaml.Node]]:
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem="a key must be text", problem_mark=key.start_mark)
        place = (*at, str(key.value))
        if place in lines:
            twice.append(place)
        # The key's line, not the value's: a list starts on the line below its key.
        lines[place] = key.start_mark.line + 1
        yield str(key.value), child
