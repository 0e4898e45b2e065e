"""What EMBEDDED=1 puts in the place of services that are not configured."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from app.lib.errors import MisconfiguredError

DATA_DIRECTORY = "data"
"""Where embedded services keep what is theirs, beside the place the process was started in."""

EMBEDDED_REDIS = "unix://"
"""The REDIS_URL that stands for "start one of our own"."""
WHAT_TO_DO = "Let the user that runs the service write to that folder, or set SECRET_KEY."


def embedded_defaults(values: Mapping[str, str]) -> dict[str, object]:
    """What takes the place of a service that is not configured; None means "has no such"."""
    directory = Path(values.get("DATA_DIRECTORY", DATA_DIRECTORY))
    defaults: dict[str, object] = {
        "DATABASE_URL": f"sqlite:///{directory}/scout.db",
        "REDIS_URL": EMBEDDED_REDIS,
        "OPENAI_API_KEY": None,
        "SMTP_HOST": None,
        "EMAIL_FROM": "Brand Scout <scout@localhost>",
        "EMAIL_TO": "team@localhost",
    }
    if "SECRET_KEY" not in values:
        defaults["SECRET_KEY"] = kept_secret(directory / "secret_key")
    return defaults


def kept_secret(path: Path) -> str:
    """The secret of an installation that was given none: made at the first call, kept at `path`.
    Two processes agree on one.

    Raises MisconfiguredError when it can be neither read nor written.
    """
    try:
        if not path.exists():
            make_secret(path)
        secret = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise MisconfiguredError(
            [f"DATA_DIRECTORY: {path} cannot be used: {reason}. {WHAT_TO_DO}"]
        ) from error
    if not secret:
        raise MisconfiguredError([f"{path} is empty: delete it, and a new secret is made"])
    return secret


def make_secret(path: Path) -> None:
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
