"""From a folder of sources to one frozen course, or to what is wrong with it."""

from builder.load.course import load

__all__ = ["load"]
