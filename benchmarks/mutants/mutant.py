"""One guard, and how it is taken away."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """`old` stands in the file at `path` exactly once."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A guard's name, the edits that take it away, and what pytest is to run."""

    guard: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


def mutant(guard: str, path: str, old: str, new: str, *tests: str) -> Mutant:
    return Mutant(guard, (Edit(path, old, new),), tests)
