"""The codes of what is wrong with how the files of a course hang together."""

from builder.source.code import error, warning

NO_COURSE = error(
    "S-040", "there is no course.yaml here", "`cartable new DIR` makes a course that builds"
)
NO_DAY = error("S-047", "there is no day {date}", "write the version's date as 2026-09-01")
STRAY = warning(
    "S-041", "nothing reads this file", "files of a course have their places: see docs/authors.md"
)
INCLUDE_MISSING = error("S-042", "the included file '{target}' does not exist")
INCLUDE_CYCLE = error(
    "S-043", "the include goes round in a circle: {chain}", "take one of them out"
)
INCLUDE_PLACE = error(
    "S-044",
    "'{target}' cannot be included",
    "included files are shared/….md in the course's folder",
)
INCLUDE_LARGE = error(
    "S-045", "with what it includes, the page grows beyond {most} bytes", "include less"
)
INCLUDE_OPEN = error("S-046", "the include is not closed", "put a line /// after it")

NAME = error(
    "I-001",
    "the id '{id}' is not the name of its {holder}, '{name}'",
    "give both the same name; when the id was published, keep the id",
)
SAME_ID = error(
    "I-002", "the id '{id}' is already used in {other}", "ids are used once; rename this one"
)
UNUSED_SHARED = warning("P-003", "nothing includes this file", "include it, or delete it")
NOT_LISTED = warning("P-001", "{kind} '{id}' is not in the list of course.yaml", "add it there")
NOT_THERE = error("P-002", "{kind} '{id}' has no file: {file} is missing")
LANGUAGE = error("T-001", "'{language}' is not a language of this course")
DIFFERS = error(
    "T-002",
    "'{key}' is not the same as in {other}",
    "it is the same in all languages; mend one of the two",
)
NO_RIGHT = error("Q-001", "question '{id}' has no right option", "mark one option 'correct: true'")
MANY_RIGHT = error(
    "Q-002",
    "question '{id}' has {count} right options; a single choice has one",
    "keep one 'correct: true', or write type: multiple-choice",
)
PART_MISSING = error(
    "C-001", "the certification has no {part}.yaml", "add certification/{part}.yaml"
)
