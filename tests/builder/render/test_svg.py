"""Drawings: what is drawn stays, what could act or reach out goes and is named with its line."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builder.render import svg

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
GOOD = (
    f'{OPEN}viewBox="0 0 10 10"><title>t</title><desc>d</desc><defs><clipPath id="c">'
    '<path d="M0 0"/></clipPath></defs> <g clip-path="url(#c)"><use href="#c"/>\n<text class="ta">'
    "Un <tspan>mot</tspan> <tspan>dit</tspan></text></g></svg>"
)


def drawing(inner: str, attributes: str = "") -> bytes:
    return f"{OPEN}{attributes}>\n{inner}\n</svg>".encode()


def codes(data: bytes) -> list[tuple[str, int]]:
    return [(code, line) for code, _, line in svg.faults(data)]


def test_a_plain_drawing_is_clean_and_whole() -> None:
    assert svg.faults(GOOD.encode()) == []
    made = svg.clean(GOOD.encode())
    assert "".join(map(str, made.itertext())) == "tdUn mot dit"


KEPT = {
    "circle": "cx cy r fill fill-opacity stroke stroke-width opacity class id",
    "path": "d fill-rule stroke-linecap stroke-linejoin stroke-dasharray marker-start marker-mid "
    "marker-end clip-path vector-effect transform stroke-dashoffset stroke-miterlimit mask",
    "text": "x y dx dy text-anchor font-size font-weight font-style font-family letter-spacing "
    "dominant-baseline alignment-baseline baseline-shift text-decoration word-spacing",
    "linearGradient": "x1 x2 y1 y2 gradientUnits gradientTransform spreadMethod",
    "stop": "offset stop-color stop-opacity",
    "marker": "refX refY markerWidth markerHeight orient viewBox markerUnits preserveAspectRatio",
    "pattern": "width height patternUnits patternTransform patternContentUnits",
}


@pytest.mark.parametrize("tag", KEPT)
def test_what_draws_is_kept(tag: str) -> None:
    attributes = " ".join(f'{name}="1"' for name in KEPT[tag].split())
    made = svg.clean(drawing(f"<{tag} {attributes}/>"))[0]
    assert {str(name) for name in made.attrib} == set(KEPT[tag].split())


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<script>alert(1)</script>", "svg-element"),
        ("<foreignObject/>", "svg-element"),
        ('<image href="https://a.example/x.png"/>', "svg-element"),
        ('<a href="https://a.example"><path/></a>', "svg-element"),
        ('<animate attributeName="href" to="javascript:alert(1)"/>', "svg-element"),
        ('<set attributeName="onclick" to="x"/>', "svg-element"),
        ("<style>path { fill: red }</style>", "svg-style"),
        ('<path onclick="x()"/>', "svg-event"),
        ('<path ONLOAD="x()"/>', "svg-event"),
        ('<use href="https://a.example/x.svg#a"/>', "svg-outside"),
        ('<use xlink:href="data:image/svg+xml,x"/>', "svg-outside"),
        ('<use href="other.svg#a"/>', "svg-outside"),
        ('<path fill="url(https://a.example/x)"/>', "svg-outside"),
        ("<path fill=\"url( 'x.svg#a' )\"/>", "svg-outside"),
        ('<path style="fill: url(https://a.example)"/>', "svg-style"),
        ('<path style="behavior: url(#x)"/>', "svg-style"),
        ('<path fill="u\\72l(https://a.example)"/>', "svg-outside"),
        ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">x</h:script>', "svg-element"),
    ],
)
def test_what_acts_or_reaches_out_is_named_and_taken_out(inner: str, code: str) -> None:
    data = drawing(inner)
    assert codes(data) == [(code, 1)]
    made = etree.tostring(svg.clean(data), encoding="unicode")
    for word in ("alert", "example", "onclick", "onload", "x()", "data:", "style", "image", "url("):
        assert word not in made.lower()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<svg>",
        b"<html/>",
        b"<svg/>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 300 + b"</g>" * 300 + b"</svg>",
        b"\xff\xfe\x00",
        b" " * (svg.LIMIT + 1),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes) -> None:
    assert [code for code, _, _ in svg.faults(data)] == ["svg-unreadable"]
    with pytest.raises(svg.Refused):
        svg.clean(data)


def test_a_style_attribute_becomes_attributes() -> None:
    made = svg.clean(drawing('<path style="fill:#fff; stroke : red;-x-y:1;onclick:x"/>'))
    assert {str(k): v for k, v in made[0].attrib.items()} == {"fill": "#fff", "stroke": "red"}


def test_an_editors_private_data_goes_without_a_word() -> None:
    data = drawing(
        '<metadata><r xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>'
        '<s:view xmlns:s="http://sodipodi.example/"/><path xmlns:i="urn:x" i:label="l"/>'
    )
    assert svg.faults(data) == []
    assert [etree.QName(e).localname for e in svg.clean(data).iter()] == ["svg", "path"]


def test_inline_gives_name_role_and_ids_of_its_own() -> None:
    made = svg.inline(svg.clean(GOOD.encode()), "d-1-", "Un mot")
    assert (made.get("role"), made.get("aria-label")) == ("img", "Un mot")
    text = etree.tostring(made, encoding="unicode")
    assert 'id="d-1-c"' in text
    assert 'clip-path="url(#d-1-c)"' in text
    assert 'href="#d-1-c"' in text
    assert "<title" not in text
    page_own = svg.inline(svg.clean(drawing('<path fill="url(#hatch)"/>')), "d-1-", "x")
    assert page_own[0].get("fill") == "url(#hatch)"


def test_a_size_becomes_a_view_box() -> None:
    made = svg.inline(svg.clean(drawing("<path/>", 'width="20px" height="10"')), "d-", "x")
    assert (made.get("viewBox"), made.get("width")) == ("0 0 20 10", None)


def test_a_decoration_is_hidden() -> None:
    made = svg.inline(svg.clean(GOOD.encode()), "d-", "")
    assert (made.get("aria-hidden"), made.get("role")) == ("true", None)


NAMES = st.sampled_from(
    ["g", "path", "use", "script", "a", "style", "foreignObject", "image", "text", "set", "svg"]
)
KEYS = st.sampled_from(
    ["id", "href", "xlink:href", "onload", "onClick", "style", "fill", "class", "filter", "src"]
)
VALUES = st.sampled_from(
    ["a", "#a", "javascript:x", "url(#a)", "url(http://x)", "fill:url(//x)", "data:,x", "x:y", ""]
)
NODES = st.recursive(
    st.tuples(NAMES, st.dictionaries(KEYS, VALUES, max_size=3), st.just(())),
    lambda inner: st.tuples(
        NAMES, st.dictionaries(KEYS, VALUES, max_size=2), st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=8,
)


def written(node: tuple[str, dict[str, str], tuple[object, ...]]) -> str:
    name, attributes, children = node
    inner = "".join(written(child) for child in children)  # type: ignore[arg-type]
    pairs = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{pairs}>{inner}</{name}>"


def everything(root: etree._Element) -> Iterator[tuple[str, str, str]]:
    for element in root.iter():
        for name, value in element.attrib.items():
            yield etree.QName(element).localname, str(name), str(value)


@given(NODES)
def test_no_tree_leaves_anything_hostile(
    node: tuple[str, dict[str, str], tuple[object, ...]],
) -> None:
    made = svg.clean(drawing(written(node)))
    tags = {etree.QName(element).localname for element in made.iter()}
    assert not tags & {"script", "a", "style", "foreignObject", "image", "set"}
    for _, name, value in everything(made):
        assert not etree.QName(name).localname.lower().startswith("on")
        assert "javascript:" not in value
        assert "http" not in value
        assert "//" not in value
    assert svg.faults(etree.tostring(made)) == []
