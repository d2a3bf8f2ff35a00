import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.findings import BuilderError
from builder.inspect import PackageRefused, inspect_package
from tests.builder.inspect.packages import MANIFEST12, foreign, scorm


def text(path: Path) -> str:
    return "\n".join(inspect_package(path).lines())


def test_a_sound_package_is_valid(tmp_path: Path) -> None:
    report = inspect_package(scorm(tmp_path, autre=b"<p>deux"))
    assert report.valid
    assert (report.kind, report.title, report.files) == ("SCORM 1.2", "Cours", 3)
    assert [(i.identifier, i.launch, i.sco) for i in report.items] == [
        ("item_mini_court", "index.html", True)
    ]
    assert (report.missing, report.unlisted, report.notes) == (0, 0, ())
    assert report.lines()[-1] == "  valid"


def test_a_foreign_package_is_read_too(tmp_path: Path) -> None:
    path = foreign(tmp_path, {"imsmanifest.xml": MANIFEST12.encode(), "a.html": b"x"})
    report = inspect_package(path)
    assert report.valid
    assert (report.items[0].launch, report.ours) == ("a.html", None)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (">1.2<", ">2004.3<", "takes the package for SCORM 1.2"),
        ('href="a.html?', 'href="b.html?', "starts b.html, which is not in the package"),
        ('identifier="i"', 'identifier="r"', "is there 2 times"),
        ('identifier="m"', 'identifier="9 m"', "not an XML name"),
        ("<item ", "<!-- <item ", "is not XML"),
        ('identifierref="r"', 'identifierref="q"', "no item has a page to start"),
        ("imscp_rootv1p1p2", "imscp_other", "not one of SCORM's"),
        ("</manifest>", "<x:mapInfo xmlns:x='urn:x'/></manifest>", "mapInfo"),
    ],
)
def test_what_platforms_stumble_over_is_a_fault(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    changed = MANIFEST12.replace(old, new)
    assert changed != MANIFEST12
    report = inspect_package(
        foreign(tmp_path, {"imsmanifest.xml": changed.encode(), "a.html": b"x"})
    )
    assert not report.valid
    assert any(says in fault for fault in report.faults), report.faults


def test_a_prefix_that_moodle_does_not_know_is_a_fault(tmp_path: Path) -> None:
    changed = MANIFEST12.replace("xmlns:adlcp", "xmlns:scorm").replace("adlcp:", "scorm:")
    report = inspect_package(
        foreign(tmp_path, {"imsmanifest.xml": changed.encode(), "a.html": b"x"})
    )
    assert (
        "the prefix scorm: stands for adlcp:, which is the only one Moodle knows" in report.faults
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<file", '<file href="no.html"/><file', "listed but not there: no.html"),
        ('"sco"', '"asset"', "nothing is declared a SCO"),
        ("<title>Un", "<title>&#233;", "characters are written as numbers"),
        ("</item>", "<adlcp:masteryscore>80</adlcp:masteryscore></item>", "masteryscore"),
    ],
)
def test_what_is_worth_knowing_is_a_note(tmp_path: Path, old: str, new: str, says: str) -> None:
    changed = MANIFEST12.replace(old, new).encode()
    report = inspect_package(foreign(tmp_path, {"imsmanifest.xml": changed, "a.html": b"x"}))
    assert report.valid
    assert any(says in note for note in report.notes), report.notes


def test_hosts_that_are_asked_and_hosts_that_are_linked(tmp_path: Path) -> None:
    page = (
        b'<link href="https://fonts.example.com/a.css"><script src=//cdn.example.org/x.js></script>'
        b'<a class="x" href="https://decidim.org/">Decidim</a><svg xmlns="http://www.w3.org/2000/svg"/>'
    )
    path = foreign(
        tmp_path,
        {
            "a.html": page,
            "b.css": b"@import url('http://styles.example.net/b.css');",
            "c.js": b"fetch('https://api.example.com/x'); const svg = 'http://www.w3.org/2000/svg'",
        },
    )
    report = inspect_package(path)
    assert report.linked_hosts == ("decidim.org",)
    assert report.named_hosts == ("api.example.com",)
    assert report.asked_hosts == ("cdn.example.org", "fonts.example.com", "styles.example.net")


def test_a_manifest_in_a_folder_is_said_to_be_in_the_wrong_place(tmp_path: Path) -> None:
    path = foreign(tmp_path, {"course/imsmanifest.xml": MANIFEST12.encode()})
    assert "imsmanifest.xml is in course/ and not at the root" in text(path)


def test_a_cartridge_is_known_as_such(tmp_path: Path) -> None:
    manifest = (
        b'<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" identifier="m">'
        b"<resources/></manifest>"
    )
    report = inspect_package(foreign(tmp_path, {"imsmanifest.xml": manifest}))
    assert (report.kind, report.valid) == ("Common Cartridge 1.1", True)


def test_documents_for_people_are_no_package_and_no_fault(tmp_path: Path) -> None:
    report = inspect_package(foreign(tmp_path, {"guide.pdf": b"%PDF", "guide.odt": b"PK"}))
    assert (report.kind, report.faults) == ("documents", ())


def test_a_zip_of_something_else(tmp_path: Path) -> None:
    assert "this is no package for a platform" in text(foreign(tmp_path, {"a.txt": b"hello"}))


@pytest.mark.parametrize(
    ("member", "says"),
    [
        ("../../etc/passwd", "has an empty part, . or .."),
        ("/etc/passwd", "is absolute"),
        ("a\\b.html", "Windows or Moodle refuses"),
        ("C:/a.html", "Windows or Moodle refuses"),
        ("a\x1b[31m.html", "invisible character"),
    ],
)
def test_tricks_with_paths_are_faults_and_never_printed_raw(
    tmp_path: Path, member: str, says: str
) -> None:
    said = text(foreign(tmp_path, {"imsmanifest.xml": MANIFEST12.encode(), member: b"x"}))
    assert says in said
    assert said.replace("\n", "").isprintable()


def test_a_symbolic_link_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("a.html")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert "a.html is a symbolic link" in text(path)


def test_a_member_twice_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.html", "1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.html", "2")
    assert "a.html is there 2 times" in text(path)


def test_a_bomb_is_said_and_not_unpacked(tmp_path: Path) -> None:
    path = foreign(tmp_path, {"imsmanifest.xml": b" " * (40 << 20), "a.html": b"0" * (40 << 20)})
    said = text(path)
    assert "a.html would grow from" in said
    assert "imsmanifest.xml is too big to look into" in said


def test_a_member_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    path = foreign(tmp_path, {"imsmanifest.xml": MANIFEST12.encode()})
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\1\2")
    data[entry + 24 : entry + 28] = struct.pack("<L", 10)
    path.write_bytes(data)
    assert "imsmanifest.xml is damaged" in text(path) or "is not XML" in text(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4", b"\x1f\x8b" + b"\0" * 50])
def test_what_is_no_zip_gets_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(content)
    with pytest.raises(PackageRefused, match="is not a zip archive") as caught:
        inspect_package(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["absent.zip", "."])
def test_what_cannot_be_read_gets_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackageRefused, match="cannot be read"):
        inspect_package(tmp_path / name)


@pytest.mark.parametrize(
    "course",
    [
        b"", b"{}", b"globalThis.CARTABLE = {", b"\xff\xfe{}", b'{"a":' * 90_000,
        b"{" + b"[" * 9_000 + b"]" * 9_000 + b"}",
        b'{"course": 1, "format": 2, "module": 3, "layout": [], "questions": 7}',
    ],
)  # fmt: skip
def test_a_course_js_of_somebody_else_is_not_ours(tmp_path: Path, course: bytes) -> None:
    path = foreign(tmp_path, {"imsmanifest.xml": MANIFEST12.encode(), "course.js": course})
    assert inspect_package(path).ours is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.data())
def test_any_damage_gives_a_report_or_a_sentence(tmp_path: Path, data: st.DataObject) -> None:
    whole = scorm(tmp_path, autre=b"<p>deux" * 50).read_bytes()
    path = tmp_path / "damaged.zip"
    path.write_bytes(damaged(whole, data))
    assert outcome(path).replace("\n", "").isprintable()


def damaged(whole: bytes, data: st.DataObject) -> bytes:
    """A few bytes other than they were, and perhaps an end cut off or put in front."""
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    start = data.draw(st.sampled_from([0, 0, 0, 1, 30]))
    end = data.draw(st.sampled_from([0, 0, 0, 1, 22, 200]))
    return data.draw(st.binary(max_size=3)) + bytes(content[start : len(content) - end])


def outcome(path: Path) -> str:
    try:
        return text(path)
    except BuilderError as error:
        return str(error)
