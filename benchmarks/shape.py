"""How the code is divided: the size of files and functions, and the small files that serve one
other file only, which may belong into it. `make shape`; fails outside of its bounds.

Counted are the Python files below app/ that hold something, without migrations (one file each, by
their nature). A line is a line of the file, comments and blank ones too.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[1]
SMALL, LARGE = 60, 200
MOST_ALONE = 12
MEDIAN_FILE = range(80, 151)
LONGEST_OF_NINE_IN_TEN = 20


@dataclass(frozen=True)
class SourceFile:
    path: Path
    tree: ast.Module
    lines: int

    @property
    def module(self) -> str:
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def functions(self) -> Iterator[int]:
        """The lines of each function, from its name to its end."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1

    def imported(self) -> Iterator[str]:
        """Names of modules, and names within them, which may be modules."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def read_files() -> list[SourceFile]:
    paths = [*ROOT.glob("app/**/*.py"), ROOT / "worker.py"]
    texts = {path.relative_to(ROOT): path.read_text() for path in sorted(paths)}
    return [
        SourceFile(path, ast.parse(text), len(text.splitlines()))
        for path, text in texts.items()
        if text.strip() and "migrations" not in path.parts
    ]


def importers(files: list[SourceFile]) -> Mapping[str, set[str]]:
    """By module: the files of the application that import it."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in files:
        for name in file.imported():
            found[name].add(str(file.path))
    return found


def small_with_one_importer(files: list[SourceFile]) -> Iterator[tuple[SourceFile, str]]:
    by_module = importers(files)
    for file in files:
        users = by_module[file.module] - {str(file.path)}
        if file.lines <= SMALL and len(users) == 1 and file.path.name != "__init__.py":
            yield file, next(iter(users))


def is_in_bounds(files: list[SourceFile], lengths: list[int], alone: int) -> bool:
    return (
        int(median(file.lines for file in files)) in MEDIAN_FILE
        and nine_in_ten(lengths) <= LONGEST_OF_NINE_IN_TEN
        and alone <= MOST_ALONE
    )


def nine_in_ten(lengths: list[int]) -> int:
    """Nine functions of ten have so many lines at the most."""
    return int(quantiles(lengths, n=10)[-1])


def main() -> None:
    files = read_files()
    lengths = [length for file in files for length in file.functions()]
    alone = list(small_with_one_importer(files))
    large = sorted((file for file in files if file.lines > LARGE), key=lambda file: -file.lines)
    print(f"files: {len(files)}, median {median(file.lines for file in files):.0f} lines")
    print(f"functions: {len(lengths)}, nine of ten up to {nine_in_ten(lengths)} lines, ", end="")
    print(f"the longest {max(lengths)}")
    print(f"files of up to {SMALL} lines with one importer: {len(alone)}")
    for file, user in alone:
        print(f"  {file.lines:3} {file.path} <- {user}")
    print(f"files of more than {LARGE} lines: {len(large)}")
    for file in large:
        print(f"  {file.lines:3} {file.path}")
    sys.exit(not is_in_bounds(files, lengths, len(alone)))


if __name__ == "__main__":
    main()
