import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builder.checks.cases import said
from tests.builder.load.garble import garbled

LINE = re.compile(r"    hint: .|[^:]+:\d+:\d+: (error|warning|info) [A-Z]-\d{3}: .")


@given(st.data())
@settings(max_examples=40)
def test_a_garbled_course_is_checked_without_a_traceback(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = garbled(data, Path(folder) / "mini")
        assert all(LINE.match(line) for line in said(root).splitlines())
