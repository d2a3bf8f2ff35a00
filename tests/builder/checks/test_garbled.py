import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builder.checks.cases import said
from tests.builder.load.garble import garbled


@given(st.data())
@settings(max_examples=40)
def test_a_garbled_course_is_checked_without_a_traceback(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = garbled(data, Path(folder) / "mini")
        assert said(root) == said(root)
