"""The codes of what is wrong with a file before its meaning is looked at."""

from builder.source.code import error, warning

UNREADABLE = error("S-001", "the file cannot be read: {why}", "check that it exists and its rights")
OUTSIDE = error(
    "S-002",
    "the symbolic link leads out of the course's folder",
    "put the file itself into the course",
)
TOO_LARGE = error(
    "S-003",
    "the file has {size} bytes; a text source has at most {most}",
    "split it, or put it under media/ if it is not a text",
)
NOT_UTF8 = error(
    "S-004", "the file is not UTF-8: byte 0x{byte:02x} cannot stand here", "save it as UTF-8"
)
BOM = warning("S-005", "the file starts with a byte order mark", "save it as UTF-8 without BOM")
CRLF = warning(
    "S-006", "the lines end as on Windows (CRLF)", "let the editor end lines with LF alone"
)
CONTROL = error("S-007", "the text has the invisible character U+{char:04X}", "delete it")
TAB = error("S-008", "a tab indents this line", "indent YAML with spaces")
SYNTAX = error(
    "S-009", "the YAML cannot be read: {why}", "check the indentation, quotes and colons"
)
TWICE = error("S-010", "the key '{key}' stands twice here", "the first one is on line {line}")
FANCY = error("S-011", "{what} are not used in sources", "write the value out")
DEEP = error("S-012", "the YAML is nested more than {most} levels deep", "check the brackets")
EMPTY = error("S-013", "the file is empty", "write its content or delete it")
MORE = error("S-014", "a second YAML document starts here", "keep one document in a file")
KEY_SHAPE = error(
    "S-015", "a key here is not a plain word", "check the indentation and the brackets"
)
NO_HEAD = error(
    "S-016",
    "the page has no front matter",
    "start the file with lines between --- and --- that give id, title and minutes",
)
OPEN_HEAD = error("S-017", "the front matter is not closed", "end it with a line ---")
SPECIAL = error("S-018", "this is not an ordinary file", "keep only files and folders in a course")
FOLDER_LINK = error(
    "S-019", "the folder is a symbolic link, and is not followed", "put the folder itself here"
)
UNKNOWN_KEY = error("S-020", "the key '{key}' is unknown here", "the keys here are {known}")
MISSING_KEY = error("S-021", "the key '{key}' is missing here", "add a line '{key}: …'")
WRONG_TYPE = error("S-022", "'{name}' is {got}, and should be {wanted}")
NOT_A_WORD = error("S-023", "'{value}' is not one of {known}")
WRONG_SHAPE = error("S-024", "'{value}' does not have the shape of {what}", "{shape}")
OUT_OF_RANGE = error("S-025", "'{name}' is {value}, and should be {limit}")
WRONG_COUNT = error("S-026", "'{name}' has {count}, and should have {limit}")
REPEATED = error("S-027", "'{name}' says the same thing twice", "delete one of the two")
