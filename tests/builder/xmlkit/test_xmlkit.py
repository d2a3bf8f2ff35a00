import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.findings import BuilderError
from builder.xmlkit import XmlRefused, held, line, maker, parse, serialise

NS = "urn:example"
make = maker(NS, {"x": NS})
xml_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
)


@given(xml_text)
def test_any_text_reads_back_and_no_character_is_written_as_a_number(text: str) -> None:
    data = serialise(make.a(line(text), title=line(text)))
    root = parse(data, "it")
    assert (root.text or "", root.get("title")) == (line(text), line(text))
    assert b"&#" not in data.replace(b"&amp;#", b"")


def test_accents_are_written_as_themselves() -> None:
    assert "Été à l’œuvre\u00a0: «\u202foui\u202f»".encode() in serialise(
        make.a("Été à l’œuvre\u00a0: «\u202foui\u202f»")
    )


def test_a_line_has_single_spaces_and_keeps_the_no_break_ones() -> None:
    assert line(" a\n\tb\u202f; c ") == "a b\u202f; c"


@pytest.mark.parametrize("text", ["a\0b", "a\x0bb".replace("\x0b", "\x08"), "\ud800", "\uffff"])
def test_what_xml_cannot_have_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(XmlRefused, match="cannot stand in XML"):
        line(text)


def test_a_numeric_reference_is_never_written() -> None:
    with pytest.raises(XmlRefused, match="Moodle"):
        serialise(make.a("a\rb"))


def test_the_prefixes_are_the_ones_given() -> None:
    assert b'<x:a xmlns:x="urn:example"' in serialise(make.a(make.b()))


def test_a_document_is_held_to_its_schema() -> None:
    with pytest.raises(XmlRefused, match=r"scorm12\.rng"):
        held(make.a(), "scorm12")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is not XML"),
        (b"<a", "is not XML"),
        (b"<a>&b;</a>", "is not XML"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "is not XML"),
        (b"<a>\xff\xfe</a>", "is not XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', "document type"),
        (b" " * (33 << 20), "MiB"),
        (b"<a>" * 300 + b"</a>" * 300, "is not XML"),
    ],
)
def test_a_document_that_cannot_be_read_gives_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(BuilderError, match=says) as caught:
        parse(data, "imsmanifest.xml")
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_root_or_a_sentence(data: bytes) -> None:
    assert outcome(data).startswith(("root", "it "))


def outcome(data: bytes) -> str:
    try:
        return f"root {parse(data, 'it').tag!r}"
    except XmlRefused as error:
        return str(error)
