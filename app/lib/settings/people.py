"""The settings of who may use the service, and how they sign in."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, model_validator

from app.lib.mail_address import NotAnAddressError, parse_address
from app.lib.settings.kinds import Commas, HttpUrl, MailAddress
from app.lib.settings.parts import SettingsPart

DEFAULT_LIMIT = 120
ROLES = ("viewer", "editor", "owner")


@dataclass(frozen=True, slots=True)
class Allowed:
    """Who may sign in, in small letters: an address, or "@" and the domain of all of one; and the
    role they begin with."""

    who: str
    role: str


def parse_allowed(text: str) -> Allowed:
    """`ann@example.com`, `@example.com:editor` …  Raises ValueError in plain words."""
    who, colon, role = text.partition(":")
    who, role = who.strip(), role.strip().lower() if colon else ROLES[0]
    if role not in ROLES:
        raise ValueError(f"'{text}' must end with :viewer, :editor or :owner, or with no role")
    # A whole domain has to be one, and an address one: only the local part is made up here.
    whole = who.startswith("@")
    try:
        parsed = parse_address(f"all{who}" if whole else who)
    except NotAnAddressError as error:
        raise ValueError(
            f"'{text}' is neither a mail address nor a domain such as @example.com"
        ) from error
    if parsed.needs_utf8:
        raise ValueError(f"'{text}' has letters with accents, and nobody can sign in with those")
    return Allowed((f"@{parsed.domain}" if whole else str(parsed)).lower(), role)


def check_allowed(entries: tuple[str, ...]) -> tuple[str, ...]:
    for one in entries:
        parse_allowed(one)
    return entries


class PeopleSettings(SettingsPart):
    """Nothing set: one owner, who needs no sign-in on loopback and the API_TOKEN elsewhere."""

    oidc_issuer: HttpUrl | None = Field(default=None, alias="OIDC_ISSUER")
    oidc_client_id: str | None = Field(default=None, alias="OIDC_CLIENT_ID")
    oidc_client_secret: SecretStr | None = Field(default=None, alias="OIDC_CLIENT_SECRET")
    sign_in_by_mail: bool = Field(default=False, alias="SIGN_IN_BY_MAIL")
    users_allowed: Annotated[tuple[str, ...], Commas, AfterValidator(check_allowed)] = Field(
        default=(), alias="USERS_ALLOWED"
    )
    owner_email: MailAddress | None = Field(default=None, alias="OWNER_EMAIL")
    rate_limit_per_minute: int = Field(
        default=DEFAULT_LIMIT, ge=1, le=100_000, alias="RATE_LIMIT_PER_MINUTE"
    )

    @property
    def allowed(self) -> tuple[Allowed, ...]:
        """Of USERS_ALLOWED, as it stands there."""
        return tuple(parse_allowed(one) for one in self.users_allowed)

    @property
    def people_sign_in(self) -> bool:
        """Is there more than the one owner who needs no sign-in?"""
        return self.oidc_issuer is not None or self.sign_in_by_mail

    @model_validator(mode="after")
    def sign_in_by_oidc_needs_a_client(self) -> "PeopleSettings":
        for name, value in (
            ("OIDC_CLIENT_ID", self.oidc_client_id),
            ("OIDC_CLIENT_SECRET", self.oidc_client_secret),
        ):
            if self.oidc_issuer is not None and value is None:
                raise ValueError(
                    f"{name} is missing: OIDC_ISSUER is set; register this service there, with the "
                    "address PUBLIC_URL/sign-in/oidc to come back to"
                )
        return self

    @model_validator(mode="after")
    def the_owner_can_sign_in(self) -> "PeopleSettings":
        if self.people_sign_in and self.owner_email and parse_address(self.owner_email).needs_utf8:
            raise ValueError(
                "OWNER_EMAIL has letters with accents before the @, and nobody can sign in with "
                "those; choose another address"
            )
        return self

    @model_validator(mode="after")
    def who_signs_in_needs_an_owner(self) -> "PeopleSettings":
        if self.people_sign_in and self.owner_email is None:
            raise ValueError(
                "OWNER_EMAIL is missing: people sign in, and the first owner is who has this "
                "address"
            )
        return self
