"""What HTML a page may have, held by nh3; whatever else an author writes is taken out."""

from __future__ import annotations

import re

import nh3

_NAMES = (
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd a em strong b i u s del ins sub sup small mark code "
    "pre kbd samp var q cite abbr dfn time span div section article aside figure figcaption "
    "blockquote footer header details summary table thead tbody tfoot tr th td caption colgroup "
    "col hr br img wbr bdi bdo ruby rt rp address"
)
_TAGS = frozenset(_NAMES.split())
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id", "lang", "dir", "title", "role"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"colspan", "rowspan", "scope", "headers", "align"},
    "td": {"colspan", "rowspan", "headers", "align"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "time": {"datetime"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags={"script", "style", "template", "svg", "math", "iframe", "noscript"},
    attributes=_ATTRIBUTES,
    generic_attribute_prefixes={"data-", "aria-"},
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative="pass_through",
    link_rel=None,
)
_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFUSED = re.compile(
    r"<(script|style|iframe|object|embed|form|input|button|select|textarea|link|meta|base|svg|math"
    r"|video|audio|template|noscript|frame|frameset|applet)\b",
    re.IGNORECASE,
)


def clean(html: str) -> str:
    """The fragment with allowed elements, attributes and schemes only, and no control signs."""
    made = _CLEANER.clean(html)
    return _CONTROL.sub("", made) if "&#" in html else made


def refused(html: str) -> list[str]:
    """The names of elements in ``html`` that ``clean`` takes out and that an author may miss."""
    return sorted({name.lower() for name in _REFUSED.findall(html)})
