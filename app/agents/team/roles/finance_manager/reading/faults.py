"""What is wrong with a file, for whoever gave it: which file, which line, what to do."""

from app.lib.errors import PermanentError
from app.lib.printable import one_line

LONGEST_QUOTE = 40


class UnreadableFileError(PermanentError):
    """Nothing of the file is used: figures from half a file would be wrong."""


def fault(file: str, line: int | None, what: str) -> UnreadableFileError:
    where = f"{one_line(file, 80)}, line {line}" if line is not None else one_line(file, 80)
    return UnreadableFileError(f"{where}: {what}")


def quoted(text: str) -> str:
    """As it stands in the file, cut and made harmless."""
    return f"“{one_line(text, LONGEST_QUOTE)}”"
