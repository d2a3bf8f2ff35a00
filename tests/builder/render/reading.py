"""Reading what a text became."""

from collections.abc import Callable

from lxml import etree

from builder.model import Rendered

Show = Callable[..., Rendered]


def tree(made: Rendered) -> etree._Element:
    return etree.fromstring(f"<main>{made.html}</main>")


def one(made: Rendered, path: str) -> etree._Element:
    (found,) = tree(made).findall(path)
    return found


def words(element: etree._Element | None) -> str:
    assert element is not None
    return " ".join("".join(map(str, element.itertext())).split())


def faults(made: Rendered) -> list[tuple[str, int]]:
    return [(code, line) for code, _, line in made.facts.faults]
