"""The standards that packages follow, one file each."""
