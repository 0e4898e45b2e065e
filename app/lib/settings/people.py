"""The settings of who may use the service, and how they sign in."""

from typing import Annotated

from pydantic import Field, SecretStr, model_validator

from app.lib.settings.kinds import Commas, HttpUrl, MailAddress
from app.lib.settings.parts import SettingsPart


class PeopleSettings(SettingsPart):
    """Nothing set: one owner, who needs no sign-in on loopback and the API_TOKEN elsewhere."""

    oidc_issuer: HttpUrl | None = Field(default=None, alias="OIDC_ISSUER")
    oidc_client_id: str | None = Field(default=None, alias="OIDC_CLIENT_ID")
    oidc_client_secret: SecretStr | None = Field(default=None, alias="OIDC_CLIENT_SECRET")
    sign_in_by_mail: bool = Field(default=False, alias="SIGN_IN_BY_MAIL")
    users_allowed: Annotated[tuple[str, ...], Commas] = Field(default=(), alias="USERS_ALLOWED")
    owner_email: MailAddress | None = Field(default=None, alias="OWNER_EMAIL")
    rate_limit_per_minute: int = Field(default=120, ge=1, le=100_000, alias="RATE_LIMIT_PER_MINUTE")

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
    def who_signs_in_needs_an_owner(self) -> "PeopleSettings":
        if self.people_sign_in and self.owner_email is None:
            raise ValueError(
                "OWNER_EMAIL is missing: people sign in, and the first owner is who has this "
                "address"
            )
        return self
