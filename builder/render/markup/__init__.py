"""The author's Markdown: standard extensions, our blocks and our inline marks, one instance a language."""
