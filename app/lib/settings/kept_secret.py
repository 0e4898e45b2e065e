"""The secret of an installation that was given none: made once, kept in its data folder."""

import os
import secrets
from pathlib import Path

from app.lib.errors import MisconfiguredError


def kept_secret(path: Path) -> str:
    """The secret kept at `path`; made at the first call. Two processes agree on one.

    Raises MisconfiguredError when it can be neither read nor written.
    """
    try:
        if not path.exists():
            make(path)
        secret = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise MisconfiguredError(
            [f"DATA_DIRECTORY: {path} cannot be used: {reason}. {WHAT_TO_DO}"]
        ) from error
    if not secret:
        raise MisconfiguredError([f"{path} is empty: delete it, and a new secret is made"])
    return secret


WHAT_TO_DO = "Let the user that runs the service write to that folder, or set SECRET_KEY."


def make(path: Path) -> None:
    """Written aside and linked into place: a link fails when another process was first, and no
    process ever reads half a secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_hex(32))
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    except OSError:  # the file system has no links
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
