"""Forms that take what their page sends and nothing else."""

from __future__ import annotations

from typing import Self

from flask import request
from flask_wtf import FlaskForm

from lti_tool.errors import BadForm

TOKEN = "csrf_token"  # noqa: S105 - a field's name


class StrictForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form where a field that no page of ours sends is a refusal, not a detail."""

    def strict(self) -> Self:
        """Refuse unknown fields. BadForm."""
        unknown = request.form.keys() - {field.name for field in self} - {TOKEN}
        if unknown or request.files:
            raise BadForm("unknown field")
        return self

    def checked(self) -> Self:
        """Refuse unknown fields and wrong values. BadForm."""
        self.strict()
        if not self.validate():
            raise BadForm(", ".join(sorted(self.errors)))
        return self
