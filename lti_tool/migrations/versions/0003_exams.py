"""Tables: attempts, answers, what staff grants and corrects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Go forward; there is no way back but a backup."""
    _attempt()
    _attempt_indexes()
    _answer()
    _allowance()
    _correction()


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("policy", JSON, nullable=False),
        sa.Column("seed", sa.String(32), nullable=False),
        sa.Column("paper", JSON, nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(20), nullable=True),
        sa.Column("score_bp", sa.Integer(), nullable=True),
        sa.Column("marks", JSON, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.UniqueConstraint("id", "context_id", name="uq_attempt_id_context_id"),
        sa.UniqueConstraint(
            "link_id", "person_id", "number", name="uq_attempt_link_id_person_id_number"
        ),
        sa.CheckConstraint(
            "ended_by IN ('learner', 'server', 'staff')", name=op.f("ck_attempt_ended_by")
        ),
        sa.CheckConstraint(
            "state IN ('sitting', 'submitted', 'withdrawn')", name=op.f("ck_attempt_state")
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name="fk_attempt_bank_id_bank"),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_attempt_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["link_id", "context_id"],
            ["link.id", "link.context_id"],
            name="fk_attempt_link_id_context_id_link",
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "registration_id"],
            ["person.id", "person.registration_id"],
            name="fk_attempt_person_id_registration_id_person",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_attempt_registration_id_registration"
        ),
    )


def _attempt_indexes() -> None:
    op.create_index("ix_attempt_context_id", "attempt", ["context_id"])
    op.create_index("ix_attempt_registration_id", "attempt", ["registration_id"])
    op.create_index("ix_attempt_state_closes_at", "attempt", ["state", "closes_at"])
    op.create_index(
        "uq_attempt_sitting",
        "attempt",
        ["link_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'sitting'"),
        postgresql_where=sa.text("state = 'sitting'"),
    )


def _answer() -> None:
    op.create_table(
        "answer",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("tab", sa.String(16), nullable=False),
        sa.Column("tab_n", sa.BigInteger(), nullable=False),
        sa.Column("response", JSON, nullable=True),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=True),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "position", name="pk_answer"),
        sa.ForeignKeyConstraint(
            ["attempt_id", "context_id"],
            ["attempt.id", "attempt.context_id"],
            name="fk_answer_attempt_id_context_id_attempt",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_answer_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_answer_registration_id_registration"
        ),
    )
    op.create_index("ix_answer_context_id", "answer", ["context_id"])
    op.create_index("ix_answer_registration_id", "answer", ["registration_id"])


def _allowance() -> None:
    op.create_table(
        "allowance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_allowance"),
        sa.CheckConstraint(
            "kind IN ('extra-time', 'extra-attempt', 'no-wait', 'reopen')",
            name=op.f("ck_allowance_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id", "context_id"],
            ["attempt.id", "attempt.context_id"],
            name="fk_allowance_attempt_id_context_id_attempt",
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id", "registration_id"],
            ["person.id", "person.registration_id"],
            name="fk_allowance_by_person_id_registration_id_person",
        ),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_allowance_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["link_id", "context_id"],
            ["link.id", "link.context_id"],
            name="fk_allowance_link_id_context_id_link",
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "registration_id"],
            ["person.id", "person.registration_id"],
            name="fk_allowance_person_id_registration_id_person",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_allowance_registration_id_registration",
        ),
    )
    op.create_index("ix_allowance_context_id", "allowance", ["context_id"])
    op.create_index("ix_allowance_link_id_person_id", "allowance", ["link_id", "person_id"])
    op.create_index("ix_allowance_registration_id", "allowance", ["registration_id"])


def _correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("fraction", sa.Double(), nullable=True),
        sa.Column("score_bp", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
        sa.CheckConstraint(
            "(fraction IS NULL) <> (score_bp IS NULL)", name=op.f("ck_correction_exactly_one")
        ),
        sa.CheckConstraint("fraction BETWEEN 0 AND 1", name=op.f("ck_correction_fraction")),
        sa.ForeignKeyConstraint(
            ["attempt_id", "context_id"],
            ["attempt.id", "attempt.context_id"],
            name="fk_correction_attempt_id_context_id_attempt",
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id", "registration_id"],
            ["person.id", "person.registration_id"],
            name="fk_correction_by_person_id_registration_id_person",
        ),
        sa.ForeignKeyConstraint(
            ["context_id", "registration_id"],
            ["context.id", "context.registration_id"],
            name="fk_correction_context_id_registration_id_context",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_correction_registration_id_registration",
        ),
    )
    op.create_index("ix_correction_attempt_id", "correction", ["attempt_id"])
    op.create_index("ix_correction_context_id", "correction", ["context_id"])
    op.create_index("ix_correction_registration_id", "correction", ["registration_id"])
