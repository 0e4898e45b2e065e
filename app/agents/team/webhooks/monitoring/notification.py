"""What Alertmanager tells (prometheus.io/docs/alerting/latest/configuration, `webhook_config`,
version 4): a group of alerts, each firing or resolved."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from app.lib.printable import one_line

MOST_ALERTS: Final = 1_000
LONGEST: Final = 500
Moment = AwareDatetime
_NEVER: Final = datetime(1, 1, 2, tzinfo=UTC)


def _in_words(value: object) -> object:
    """Labels are texts; what else stands there is shown as JSON has it."""
    if not isinstance(value, Mapping):
        return value
    return {
        one_line(str(name), 100): one_line(_text(one), LONGEST)
        for name, one in list(value.items())[:50]
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


Labels = Annotated[dict[str, str], BeforeValidator(_in_words)]


class ReportedAlert(BaseModel):
    """`ends_at` of one that fires is Go's year 1, or when it would end unless it is told of
    again."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    status: Literal["firing", "resolved"]
    labels: Labels
    annotations: Labels = Field(default_factory=dict)
    starts_at: Moment = Field(alias="startsAt")
    ends_at: Moment | None = Field(default=None, alias="endsAt")
    fingerprint: Annotated[str, Field(max_length=128)] = ""

    @property
    def key(self) -> str:
        """Their fingerprint is made of the labels; older senders leave it out."""
        if self.fingerprint:
            return one_line(self.fingerprint, 128)
        content = json.dumps(self.labels, sort_keys=True)
        return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:32]

    @property
    def begun_at(self) -> datetime:
        """To the second: databases and senders differ in what they keep of it."""
        return self.starts_at.astimezone(UTC).replace(microsecond=0)

    @property
    def over_at(self) -> datetime | None:
        if self.status != "resolved" or self.ends_at is None or self.ends_at < _NEVER:
            return None
        return self.ends_at.astimezone(UTC)

    @property
    def name(self) -> str:
        return self.labels.get("alertname", "") or "An alert without a name"

    @property
    def summary(self) -> str:
        said = self.annotations
        return said.get("summary") or said.get("description") or said.get("message") or ""


class Notification(BaseModel):
    model_config = ConfigDict(frozen=True)

    alerts: Annotated[tuple[ReportedAlert, ...], Field(max_length=MOST_ALERTS)]


NOTIFICATION: Final = TypeAdapter(Notification)
