import pytest

from builder.archive import ArchiveError, fault
from builder.archive.names import Names


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", "empty"),
        ("/etc/passwd", "absolute"),
        ("../up.html", ".."),
        ("media/../../up.html", ".."),
        ("media//plan.svg", "empty part"),
        ("./index.html", "."),
        ("media/", "empty part"),
        ("media\\plan.svg", "\\"),
        ("C:/plan.svg", ":"),
        ("what?.html", "?"),
        ("a\nb.html", "invisible"),
        ("a\u202eb.html", "invisible"),
        ("e\u0301te.svg", "NFC"),
        ("media/nul.svg", "device"),
        ("COM1", "device"),
        ("plan.", "ends with"),
        (" plan", "begins with"),
        ("a" * 241, "longer"),
    ],
)
def test_unsafe_names_are_refused_with_their_reason(path: str, says: str) -> None:
    assert says in (fault(path) or "")


@pytest.mark.parametrize("path", ["index.html", "media/été 2.svg", "a/b/c.d.e", ".well", "con-1"])
def test_other_names_are_taken(path: str) -> None:
    assert fault(path) is None


@pytest.mark.parametrize("second", ["a/b.html", "A/B.html", "a", "a/b.html/c"])
def test_names_that_collide_on_some_system_are_refused(second: str) -> None:
    names = Names()
    names.add("a/b.html")
    with pytest.raises(ArchiveError):
        names.add(second)
