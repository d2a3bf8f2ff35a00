"""What can be measured: a package that is made, what a new one changes, how a course reads."""

from builder.inspect.difference import PackageDiff, diff_packages
from builder.inspect.opened import PackageRefused
from builder.inspect.readability import Readability, readability
from builder.inspect.report import PackageReport, inspect_package

__all__ = [
    "PackageDiff",
    "PackageRefused",
    "PackageReport",
    "Readability",
    "diff_packages",
    "inspect_package",
    "readability",
]
