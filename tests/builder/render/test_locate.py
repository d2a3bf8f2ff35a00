"""Where a thing was written: whole names, not parts of longer ones."""

import pytest

from builder.render.locate import Source


@pytest.mark.parametrize(
    ("text", "tokens", "line"),
    [
        ("boxes\n\n![](x)", ("](x", "x"), 2),
        ("axe.\nplan.svg\n\nx", ("x",), 3),
        ("[a](plan.svg)\n[b](plan)", ("](plan", "plan"), 1),
        ("grand-plan.svg, a/plan.svg\nplan.svg", ("plan.svg",), 1),
        ("[@gnu-1983], [@gnu2]\n[@gnu, p. 3]", ("@gnu",), 1),
        ("un mot.\nle mot", ("mot",), 0),
        ("x" * 9, ("x",), 0),
        ("anything", ("",), 0),
    ],
)
def test_a_token_is_found_whole(text: str, tokens: tuple[str, ...], line: int) -> None:
    assert Source(text).find("kind", *tokens) == line


def test_a_token_is_found_where_it_stands_next() -> None:
    source = Source("x\nxx\nx")
    assert [source.find("kind", "x") for _ in range(3)] == [0, 2, 0]
