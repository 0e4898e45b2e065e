"""Signed links: a token says what it is for and cannot be made or changed without the key."""

from collections.abc import Sequence

from itsdangerous import BadData, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

from app.lib.errors import PermanentError

DAYS = 86_400
LONGEST_TOKEN = 500
LONGEST_ADDRESS_TOKEN = 2_000


class BadTokenError(PermanentError):
    """Forged, changed, expired or made for another purpose; which of them is not told."""


class _Signed:
    """Lists for one purpose; a token of another purpose is refused.

    The first secret signs; what the others signed is read too, so that a key can be changed
    without ending the links that people have.
    """

    def __init__(self, secrets: Sequence[str], purpose: str, days: int = 60) -> None:
        oldest_first = list(reversed(secrets))
        self._serializer = URLSafeTimedSerializer(oldest_first, salt=f"brand-scout.{purpose}")
        self._max_age = days * DAYS

    def _made(self, values: list[int | str]) -> str:
        return str(self._serializer.dumps(values))

    def _values(self, token: str, count: int, longest: int) -> list[int | str]:
        """Raises BadTokenError."""
        if len(token) > longest:
            raise BadTokenError("This link is not valid.")
        try:
            values = self._serializer.loads(token, max_age=self._max_age)
        except BadData as error:
            raise BadTokenError("This link is not valid.") from error
        if not isinstance(values, list) or len(values) != count or not is_as_signed(token):
            raise BadTokenError("This link is not valid.")
        return values


class Signer(_Signed):
    """Signs small tuples of numbers."""

    def sign(self, *numbers: int) -> str:
        return self._made(list(numbers))

    def read(self, token: str, count: int) -> tuple[int, ...]:
        """The numbers signed. Raises BadTokenError."""
        return tuple(int(number) for number in self._values(token, count, LONGEST_TOKEN))


class AddressSigner(_Signed):
    """Signs an address with small numbers before it: who follows the link comes there, or nowhere.
    An address of 1,000 bytes still makes a token that can be read."""

    def sign(self, address: str, *numbers: int) -> str:
        return self._made([*numbers, address])

    def read(self, token: str, count: int) -> tuple[str, tuple[int, ...]]:
        """The address and so many numbers. Raises BadTokenError."""
        *numbers, address = self._values(token, count + 1, LONGEST_ADDRESS_TOKEN)
        return str(address), tuple(int(number) for number in numbers)


class TextSigner(_Signed):
    """Signs a few texts, 2,000 characters together at most."""

    def sign(self, *texts: str) -> str:
        return self._made(list(texts))

    def read(self, token: str, count: int) -> tuple[str, ...]:
        """The texts signed. Raises BadTokenError."""
        return tuple(str(text) for text in self._values(token, count, LONGEST_ADDRESS_TOKEN))


def is_as_signed(token: str) -> bool:
    """False for another spelling of the same signature: base64 has several of most."""
    signature = token.rpartition(".")[2]
    return str(base64_encode(base64_decode(signature)), "ascii") == signature
