"""Packages as bytes: which files, under which names, in which zip."""

from builder.archive.before import Known
from builder.archive.names import ArchiveError, fault
from builder.archive.pieces import Piece, Pieces
from builder.archive.zip import Member, Members, PackageFile, write_zip

__all__ = [
    "ArchiveError",
    "Known",
    "Member",
    "Members",
    "PackageFile",
    "Piece",
    "Pieces",
    "fault",
    "write_zip",
]
