"""The package formats, by name. An open list: a new one is a line here and a file beside."""

from builder.formats.imscp import SCORM12, SCORM2004_3, SCORM2004_4
from builder.targets.base import Plan, Target
from builder.targets.documents import Documents
from builder.targets.exam import Exam
from builder.targets.scorm import Scorm

__all__ = ["TARGETS", "Plan", "Target"]

_ALL: tuple[Target, ...] = (
    Scorm("scorm12", SCORM12, "scorm12"),
    Scorm("scorm2004", SCORM2004_4, "scorm2004"),
    Scorm("scorm2004-3rd", SCORM2004_3, "scorm2004"),
    Documents(),
    Exam(),
)
TARGETS: dict[str, Target] = {target.name: target for target in _ALL}
