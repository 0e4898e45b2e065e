"""Who uses the service, how they show who they are, what they did, and secrets kept for them."""

from datetime import datetime
from enum import StrEnum

from pydantic import JsonValue
from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from app.parts.store.database import Json, UtcDateTime


class UserRole(StrEnum):
    """What somebody may do; each may all that those before it may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"


class TokenScope(StrEnum):
    """READ: what a viewer may look at, whatever the user's own role."""

    READ = "read"
    WRITE = "write"


class User(SQLModel, table=True):
    """`email` in small letters. A user who was removed stays, for what they did is signed with it,
    but has neither session nor token, and cannot sign in. `invited_at`: an owner let them in, so
    that USERS_ALLOWED need not name them; `role_chosen_at`: an owner chose the role, which it no
    longer decides."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str = ""
    role: str = UserRole.VIEWER
    invited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    role_chosen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class UserSession(SQLModel, table=True):
    """A browser that is signed in. `token_digest`: of what its cookie holds."""

    __tablename__ = "sessions"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(sa_column=Column(ForeignKey("users.id"), nullable=False, index=True))
    token_digest: str = Field(unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    user_agent: str = Field(default="", sa_type=Text)
    address: str = ""


class ApiToken(SQLModel, table=True):
    """A program that acts for a user; `user_id` None: for the one owner of a service in which
    nobody signs in. `token_digest`: of the token, which is shown once."""

    __tablename__ = "api_tokens"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int | None = Field(sa_column=Column(ForeignKey("users.id"), index=True))
    name: str
    scope: str
    token_digest: str = Field(unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInLink(SQLModel, table=True):
    """A link that somebody asked for; good once. `email` is empty, and no link was mailed, where
    the address may not sign in: a stranger's is not kept. `asked_from`: by how many one source asks
    for, it is limited."""

    __tablename__ = "sign_in_links"

    token_digest: str = Field(primary_key=True)
    email: str = Field(index=True)
    asked_from: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class UsedSignInState(SQLModel, table=True):
    """The state of a sign-in with an identity provider that came back: it is good once. Kept until
    it would have expired."""

    __tablename__ = "used_sign_in_states"

    state_digest: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class AuditEntry(SQLModel, table=True):
    """Who did what. `who` as they were called then; rows are only added."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_user", "user_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    user_id: int | None = None
    who: str
    action: str = Field(sa_type=Text)
    subject: str = Field(default="", sa_type=Text)
    detail: dict[str, JsonValue] = Field(
        default_factory=dict, sa_column=Column(Json, nullable=False)
    )
    address: str = ""


class StoredSecret(SQLModel, table=True):
    """A password or token of another service, sealed. `key_id` says by which of SECRET_KEY's keys;
    `content` is nonce and ciphertext."""

    __tablename__ = "secrets"

    name: str = Field(primary_key=True)
    key_id: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    updated_at: datetime = Field(sa_type=UtcDateTime)
