"""Tables: platforms, their keys, logins and people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Go forward; there is no way back but a backup."""
    _registration()
    _tool_key()
    _deployment()
    _invitation()
    _keyset()
    _access_token()
    _login()
    _person()
    _visit()


def _registration() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("client_id", sa.String(255), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("family", sa.String(40), nullable=False),
        sa.Column("product_version", sa.String(80), nullable=False),
        sa.Column("auth_login_url", sa.String(1000), nullable=False),
        sa.Column("token_url", sa.String(1000), nullable=False),
        sa.Column("jwks_url", sa.String(1000), nullable=False),
        sa.Column("token_audience", sa.String(1000), nullable=True),
        sa.Column("private_network", sa.Boolean(), nullable=False),
        sa.Column("service_origins", JSON, nullable=False),
        sa.Column("frame_origins", JSON, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("paused_until", MOMENT, nullable=True),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("check_report", JSON, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_registration"),
        sa.UniqueConstraint("issuer", "client_id", name="uq_registration_issuer_client_id"),
        sa.CheckConstraint("state IN ('active', 'disabled')", name=op.f("ck_registration_state")),
    )


def _tool_key() -> None:
    op.create_table(
        "tool_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kid", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("public", JSON, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("active_at", MOMENT, nullable=True),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tool_key"),
        sa.UniqueConstraint("kid", name="uq_tool_key_kid"),
        sa.CheckConstraint(
            "state IN ('next', 'active', 'retired')", name=op.f("ck_tool_key_state")
        ),
    )
    op.create_index(
        "uq_tool_key_active",
        "tool_key",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index(
        "uq_tool_key_next",
        "tool_key",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'next'"),
        postgresql_where=sa.text("state = 'next'"),
    )


def _deployment() -> None:
    op.create_table(
        "deployment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deployment_key", sa.String(255), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deployment"),
        sa.UniqueConstraint("id", "registration_id", name="uq_deployment_id_registration_id"),
        sa.UniqueConstraint(
            "registration_id", "deployment_key", name="uq_deployment_registration_id_deployment_key"
        ),
        sa.CheckConstraint("state IN ('active', 'disabled')", name=op.f("ck_deployment_state")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_deployment_registration_id_registration",
        ),
    )
    op.create_index("ix_deployment_registration_id", "deployment", ["registration_id"])


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("private_network", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("approval_hash", sa.LargeBinary(), nullable=True),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_invitation_registration_id_registration",
        ),
    )


def _keyset() -> None:
    op.create_table(
        "keyset",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("jwks", JSON, nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("bucket", sa.Double(), nullable=False),
        sa.Column("bucket_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("registration_id", name="pk_keyset"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_keyset_registration_id_registration"
        ),
    )


def _access_token() -> None:
    op.create_table(
        "access_token",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("scopes", sa.String(600), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("registration_id", "scopes", name="pk_access_token"),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_access_token_registration_id_registration",
        ),
    )


def _login() -> None:
    op.create_table(
        "login",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("nonce_hash", sa.LargeBinary(), nullable=False),
        sa.Column("binder_hash", sa.LargeBinary(), nullable=False),
        sa.Column("proof_hash", sa.LargeBinary(), nullable=True),
        sa.Column("storage_target", sa.String(100), nullable=True),
        sa.Column("target_link_uri", sa.String(2000), nullable=False),
        sa.Column("login_hint", sa.String(1000), nullable=False),
        sa.Column("message_hint", sa.String(4000), nullable=False),
        sa.Column("deployment_hint", sa.String(255), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("binding", sa.String(20), nullable=True),
        sa.Column("pending", sa.LargeBinary(), nullable=True),
        sa.Column("confirm_hash", sa.LargeBinary(), nullable=True),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login"),
        sa.UniqueConstraint("state_hash", name="uq_login_state_hash"),
        sa.CheckConstraint(
            "binding IN ('cookie', 'storage', 'none')", name=op.f("ck_login_binding")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_login_registration_id_registration"
        ),
    )
    op.create_index("ix_login_confirm_hash", "login", ["confirm_hash"])
    op.create_index("ix_login_expires_at", "login", ["expires_at"])
    op.create_index("ix_login_registration_id", "login", ["registration_id"])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sub", sa.String(255), nullable=False),
        sa.Column("name", sa.String(300), nullable=True),
        sa.Column("email", sa.String(320), nullable=True),
        sa.Column("locale", sa.String(20), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("id", "registration_id", name="uq_person_id_registration_id"),
        sa.UniqueConstraint("registration_id", "sub", name="uq_person_registration_id_sub"),
        sa.CheckConstraint(
            "state IN ('active', 'suspended', 'removed', 'erased')", name=op.f("ck_person_state")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_person_registration_id_registration"
        ),
    )
    op.create_index("ix_person_registration_id", "person", ["registration_id"])


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("carrier", sa.String(20), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sa.UniqueConstraint("token_hash", name="uq_visit_token_hash"),
        sa.CheckConstraint(
            "carrier IN ('cookie', 'bearer', 'admin', 'enter')", name=op.f("ck_visit_carrier")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "registration_id"],
            ["person.id", "person.registration_id"],
            name="fk_visit_person_id_registration_id_person",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_visit_registration_id_registration"
        ),
    )
    op.create_index("ix_visit_expires_at", "visit", ["expires_at"])
    op.create_index("ix_visit_person_id", "visit", ["person_id"])
