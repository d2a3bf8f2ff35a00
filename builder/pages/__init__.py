"""The files of a learner's package: complete documents, one a screen, and what they refer to."""

from builder.pages.site import site
from builder.pages.view import Lms, Stop, View, Way, way

__all__ = ["Lms", "Stop", "View", "Way", "site", "way"]
