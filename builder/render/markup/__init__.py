"""The author's Markdown: the usual extensions, our blocks and our marks in a line."""
