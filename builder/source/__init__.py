"""Source files as plain data: encoding, YAML with positions, front matter, JSON Schemas."""
