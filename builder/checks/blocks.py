"""P-02x, H-00x: what the one Markdown pass found wrong with a page's own blocks and HTML."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.rule import ERROR, WARNING, Function, Hit, hit, rule
from builder.checks.scope import Scope
from builder.findings import Severity


def _fault(name: str, severity: Severity, fault: str, sentence: str, hint: str) -> Function:
    """A rule that passes on one kind of fault from rendering."""

    def passed_on(scope: Scope) -> Iterator[Hit]:
        for seen in scope.everything:
            for code, message, line in seen.facts.faults:
                if code == fault:
                    yield hit(seen.place(line), what=message)

    passed_on.__doc__ = _DOCS[fault]
    return rule(name, severity, sentence, hint)(passed_on)


_DOCS = {
    "block-unknown": "Each block that starts with /// is one of ours.",
    "block-missing": "A block has what it needs.",
    "block-option": "A block has no option that it does not know.",
    "block-value": "An option of a block has a value that it can take.",
    "block-header": "The options of a block are lines of `name: value`.",
    "block-unclosed": "Each block is closed by a line of ///.",
    "too-deep": "A page can be read without going too deep.",
    "anchor-taken": "An id that an author gives stands once, and is none of the player's.",
    "html-refused": "A page has no HTML element that pages may not have.",
    "link-refused": "A link goes to an address that pages may have.",
}

block_is_known = _fault(
    "P-020", ERROR, "block-unknown", "{what}", "the blocks are listed in docs/authors.md"
)
block_is_whole = _fault(
    "P-021", ERROR, "block-missing", "{what}", "docs/authors.md shows each block"
)
option_is_known = _fault(
    "P-022", ERROR, "block-option", "{what}", "docs/authors.md shows each block"
)
option_has_value = _fault(
    "P-023", ERROR, "block-value", "{what}", "docs/authors.md shows each block"
)
options_are_lines = _fault(
    "P-024", ERROR, "block-header", "{what}", "indent each option by four spaces: `    level: 3`"
)
block_is_closed = _fault(
    "P-025", ERROR, "block-unclosed", "{what}", "put a line /// after the block"
)
text_is_shallow = _fault("P-026", ERROR, "too-deep", "{what}", "nest lists and quotes less deeply")
anchor_is_free = _fault(
    "P-027", WARNING, "anchor-taken", "{what}; another was put there", "give it another id"
)
html_is_allowed = _fault(
    "H-005", WARNING, "html-refused", "{what}; it was taken out", "write it in Markdown"
)
link_is_allowed = _fault(
    "H-006", ERROR, "link-refused", "{what}", "link to a page, a file of media/ or an https address"
)
