"""Markdown to safe HTML and facts, once a text and language, kept by content."""

from builder.render.course import LanguagePages, markdown_only, render
from builder.render.quizzes import RenderedQuiz
from builder.render.store import Cache

__all__ = ["Cache", "LanguagePages", "RenderedQuiz", "markdown_only", "render"]
