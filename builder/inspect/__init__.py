"""Packages that are already made: what is inside one, and what a new one changes."""

from builder.inspect.difference import PackageDiff, diff_packages
from builder.inspect.opened import PackageRefused
from builder.inspect.report import PackageReport, inspect_package

__all__ = ["PackageDiff", "PackageRefused", "PackageReport", "diff_packages", "inspect_package"]
