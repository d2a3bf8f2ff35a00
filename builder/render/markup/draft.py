"""What the Markdown pass notes for the pass that finishes the page."""

from __future__ import annotations

from dataclasses import dataclass, field

FAULTS = {
    "block-unknown": "the block's name is none that we know",
    "block-header": "the lines below the block's first are no options in YAML",
    "block-option": "the block has an option that it does not take",
    "block-value": "an option's value is not of the right kind",
    "block-missing": "the block lacks its argument, an option or its text",
    "block-unclosed": "the block is not closed by ///",
    "anchor-taken": "an id stands twice in the page, or is one that the player uses",
    "link-refused": "the link's address is none that a page may have",
    "html-refused": "raw HTML holds an element that the page may not have",
    "too-deep": "the text is nested too deeply to be read",
}


@dataclass(slots=True)
class Draft:
    """One pass: ``blocks`` counts the blocks made; a fault is (code, message, block's number)."""

    blocks: int = 0
    faults: list[tuple[str, str, int]] = field(default_factory=list)

    def clear(self) -> None:
        """Forget the last page."""
        self.blocks = 0
        self.faults.clear()
