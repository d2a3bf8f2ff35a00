"""Packages as bytes: which files, under which names, in which zip."""

from builder.archive.names import ArchiveError, fault
from builder.archive.zip import Member, Members, PackageFile, write_zip

__all__ = ["ArchiveError", "Member", "Members", "PackageFile", "fault", "write_zip"]
