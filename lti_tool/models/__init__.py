"""Every table of the tool."""

from lti_tool.models.base import Base, Frozen, InContext, InRegistration
from lti_tool.models.exams import Allowance, Answer, Attempt, Bank, BankMedium, Correction
from lti_tool.models.grading import Delivery, DeliveryEvent, Grade
from lti_tool.models.places import Context, LineItem, Link, Membership, Person
from lti_tool.models.platforms import (
    AccessToken,
    Deployment,
    Invitation,
    Keyset,
    Registration,
    ToolKey,
)
from lti_tool.models.running import AuditEntry, JobLock
from lti_tool.models.visits import Login, Seat, Visit

__all__ = [
    "AccessToken",
    "Allowance",
    "Answer",
    "Attempt",
    "AuditEntry",
    "Bank",
    "BankMedium",
    "Base",
    "Context",
    "Correction",
    "Delivery",
    "DeliveryEvent",
    "Deployment",
    "Frozen",
    "Grade",
    "InContext",
    "InRegistration",
    "Invitation",
    "JobLock",
    "Keyset",
    "LineItem",
    "Link",
    "Login",
    "Membership",
    "Person",
    "Registration",
    "Seat",
    "ToolKey",
    "Visit",
]
