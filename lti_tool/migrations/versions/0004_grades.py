"""Tables: grades and how far each has got into the gradebook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Go forward; there is no way back but a backup."""
    _grade()
    _delivery()
    _delivery_indexes()
    _delivery_event()


def _grade() -> None:
    op.create_table(
        "grade",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("score_bp", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_grade"),
        sa.UniqueConstraint("id", "context_id", name="uq_grade_id_context_id"),
        sa.UniqueConstraint("link_id", "person_id", name="uq_grade_link_id_person_id"),
        sa.ForeignKeyConstraint(
            ["attempt_id", "context_id"],
            ["attempt.id", "attempt.context_id"],
            name="fk_grade_attempt_id_context_id_attempt",
        ),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_grade_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["link_id", "context_id"],
            ["link.id", "link.context_id"],
            name="fk_grade_link_id_context_id_link",
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "registration_id"],
            ["person.id", "person.registration_id"],
            name="fk_grade_person_id_registration_id_person",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_grade_registration_id_registration"
        ),
    )
    op.create_index("ix_grade_context_id", "grade", ["context_id"])
    op.create_index("ix_grade_registration_id", "grade", ["registration_id"])


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_item_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("grade_id", sa.Uuid(), nullable=False),
        sa.Column("wanted_revision", sa.Integer(), nullable=False),
        sa.Column("sent_revision", sa.Integer(), nullable=False),
        sa.Column("confirmed_revision", sa.Integer(), nullable=False),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_try_at", MOMENT, nullable=True),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("last_timestamp", MOMENT, nullable=True),
        sa.Column("maybe_applied", sa.Boolean(), nullable=False),
        sa.Column("comment_hash", sa.LargeBinary(), nullable=True),
        sa.Column("lease_owner", sa.String(40), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("id", "context_id", name="uq_delivery_id_context_id"),
        sa.UniqueConstraint("line_item_id", "person_id", name="uq_delivery_line_item_id_person_id"),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'confirming', 'done', "
            "'sent', 'waiting', 'conflict', 'refused')",
            name=op.f("ck_delivery_state"),
        ),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_delivery_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["grade_id", "context_id"],
            ["grade.id", "grade.context_id"],
            name="fk_delivery_grade_id_context_id_grade",
        ),
        sa.ForeignKeyConstraint(
            ["line_item_id", "context_id"],
            ["line_item.id", "line_item.context_id"],
            name="fk_delivery_line_item_id_context_id_line_item",
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "registration_id"],
            ["person.id", "person.registration_id"],
            name="fk_delivery_person_id_registration_id_person",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_delivery_registration_id_registration",
        ),
    )


def _delivery_indexes() -> None:
    op.create_index("ix_delivery_context_id", "delivery", ["context_id"])
    op.create_index("ix_delivery_registration_id", "delivery", ["registration_id"])
    op.create_index(
        "ix_delivery_registration_id_lease_until", "delivery", ["registration_id", "lease_until"]
    )
    op.create_index("ix_delivery_state_next_at", "delivery", ["state", "next_at"])


def _delivery_event() -> None:
    op.create_table(
        "delivery_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("sent_timestamp", MOMENT, nullable=True),
        sa.Column("detail", sa.String(60), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_event"),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_delivery_event_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id", "context_id"],
            ["delivery.id", "delivery.context_id"],
            name="fk_delivery_event_delivery_id_context_id_delivery",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_delivery_event_registration_id_registration",
        ),
    )
    op.create_index("ix_delivery_event_context_id", "delivery_event", ["context_id"])
    op.create_index("ix_delivery_event_delivery_id", "delivery_event", ["delivery_id"])
    op.create_index("ix_delivery_event_registration_id", "delivery_event", ["registration_id"])
