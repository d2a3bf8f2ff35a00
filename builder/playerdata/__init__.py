"""What the player is given, and what an LMS is told: ``course.js`` and the interactions."""

from builder.playerdata.course import Shown, course_data
from builder.playerdata.interactions import Interaction, Standard, interactions, plain_text

__all__ = ["Interaction", "Shown", "Standard", "course_data", "interactions", "plain_text"]
