"""Tables: courses, links, banks, seats, the house's books."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Go forward; there is no way back but a backup."""
    _context()
    _membership()
    _bank()
    _bank_medium()
    _link()
    _line_item()
    _seat()
    _audit_entry()
    _job_lock()


def _context() -> None:
    op.create_table(
        "context",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("context_key", sa.String(255), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("label", sa.String(255), nullable=False),
        sa.Column("memberships_url", sa.String(2000), nullable=True),
        sa.Column("lineitems_url", sa.String(2000), nullable=True),
        sa.Column("ags_scopes", JSON, nullable=False),
        sa.Column("roster_at", MOMENT, nullable=True),
        sa.Column("roster_state", sa.String(20), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_context"),
        sa.UniqueConstraint(
            "deployment_id", "context_key", name="uq_context_deployment_id_context_key"
        ),
        sa.UniqueConstraint("id", "registration_id", name="uq_context_id_registration_id"),
        sa.ForeignKeyConstraint(
            ["deployment_id", "registration_id"],
            ["deployment.id", "deployment.registration_id"],
            name="fk_context_deployment_id_registration_id_deployment",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_context_registration_id_registration"
        ),
    )
    op.create_index("ix_context_registration_id", "context", ["registration_id"])


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "person_id", name="pk_membership"),
        sa.CheckConstraint(
            "role IN ('learner', 'instructor', 'administrator')", name=op.f("ck_membership_role")
        ),
        sa.CheckConstraint("source IN ('launch', 'roster')", name=op.f("ck_membership_source")),
        sa.CheckConstraint(
            "status IN ('active', 'inactive', 'deleted')", name=op.f("ck_membership_status")
        ),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_membership_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "registration_id"],
            ["person.id", "person.registration_id"],
            name="fk_membership_person_id_registration_id_person",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_membership_registration_id_registration",
        ),
    )
    op.create_index("ix_membership_registration_id", "membership", ["registration_id"])


def _bank() -> None:
    op.create_table(
        "bank",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course", sa.String(40), nullable=False),
        sa.Column("format", sa.String(40), nullable=False),
        sa.Column("version", sa.String(80), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("override_reason", sa.String(500), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bank"),
        sa.UniqueConstraint("course", "format", "version", name="uq_bank_course_format_version"),
    )


def _bank_medium() -> None:
    op.create_table(
        "bank_medium",
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(80), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bank_id", "name", name="pk_bank_medium"),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name="fk_bank_medium_bank_id_bank"),
    )


def _link() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_key", sa.String(255), nullable=False),
        sa.Column("course", sa.String(40), nullable=False),
        sa.Column("format", sa.String(40), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("return_url", sa.String(2000), nullable=True),
        sa.Column("bank_id", sa.Uuid(), nullable=True),
        sa.Column("opens_at", MOMENT, nullable=True),
        sa.Column("closes_at", MOMENT, nullable=True),
        sa.Column("certifying_override", sa.String(500), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_link"),
        sa.UniqueConstraint("context_id", "link_key", name="uq_link_context_id_link_key"),
        sa.UniqueConstraint("id", "context_id", name="uq_link_id_context_id"),
        sa.CheckConstraint(
            "part IN ('positioning', 'exam', 'dossier', 'peer', 'final')", name=op.f("ck_link_part")
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name="fk_link_bank_id_bank"),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_link_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_link_registration_id_registration"
        ),
    )
    op.create_index("ix_link_context_id", "link", ["context_id"])
    op.create_index("ix_link_registration_id", "link", ["registration_id"])


def _line_item() -> None:
    op.create_table(
        "line_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(2000), nullable=True),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("resource_id", sa.String(120), nullable=False),
        sa.Column("tag", sa.String(40), nullable=False),
        sa.Column("maximum", sa.Double(), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("lease_owner", sa.String(40), nullable=True),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_line_item"),
        sa.UniqueConstraint("id", "context_id", name="uq_line_item_id_context_id"),
        sa.UniqueConstraint("link_id", name="uq_line_item_link_id"),
        sa.CheckConstraint(
            "origin IN ('launch', 'found', 'made')", name=op.f("ck_line_item_origin")
        ),
        sa.CheckConstraint(
            "state IN ('unresolved', 'ready', 'suspended', 'absent')",
            name=op.f("ck_line_item_state"),
        ),
        sa.CheckConstraint("tag <> 'positioning'", name=op.f("ck_line_item_tag")),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_line_item_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["link_id", "context_id"],
            ["link.id", "link.context_id"],
            name="fk_line_item_link_id_context_id_link",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_line_item_registration_id_registration",
        ),
    )
    op.create_index("ix_line_item_context_id", "line_item", ["context_id"])
    op.create_index("ix_line_item_registration_id", "line_item", ["registration_id"])


def _seat() -> None:
    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("login_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("document_target", sa.String(20), nullable=False),
        sa.Column("deep_link", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seat"),
        sa.UniqueConstraint("visit_id", "link_id", "kind", name="uq_seat_visit_id_link_id_kind"),
        sa.CheckConstraint("kind IN ('resource', 'deep-link')", name=op.f("ck_seat_kind")),
        sa.CheckConstraint(
            "role IN ('learner', 'instructor', 'administrator')", name=op.f("ck_seat_role")
        ),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_seat_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["link_id", "context_id"],
            ["link.id", "link.context_id"],
            name="fk_seat_link_id_context_id_link",
        ),
        sa.ForeignKeyConstraint(
            ["login_id"], ["login.id"], name="fk_seat_login_id_login", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "registration_id"],
            ["person.id", "person.registration_id"],
            name="fk_seat_person_id_registration_id_person",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_seat_registration_id_registration"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name="fk_seat_visit_id_visit", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_seat_context_id", "seat", ["context_id"])
    op.create_index("ix_seat_registration_id", "seat", ["registration_id"])
    op.create_index("ix_seat_visit_id", "seat", ["visit_id"])


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("context_id", sa.Uuid(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(20), nullable=False),
        sa.Column("actor_person_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("data", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
        sa.CheckConstraint(
            "actor IN ('person', 'admin', 'cli', 'system')", name=op.f("ck_audit_entry_actor")
        ),
        sa.ForeignKeyConstraint(
            ["actor_person_id", "registration_id"],
            ["person.id", "person.registration_id"],
            name="fk_audit_entry_actor_person_id_registration_id_person",
        ),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_audit_entry_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_audit_entry_registration_id_registration",
        ),
    )
    op.create_index("ix_audit_entry_context_id_at", "audit_entry", ["context_id", "at"])
    op.create_index("ix_audit_entry_registration_id", "audit_entry", ["registration_id"])
    op.create_index("ix_audit_entry_subject_id", "audit_entry", ["subject_id"])


def _job_lock() -> None:
    op.create_table(
        "job_lock",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_job_lock"),
    )
