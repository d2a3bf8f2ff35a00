"""One classic script of the runtime's modules: in order, whole, small, and meaning the same."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import pytest

from builder import bundle
from builder.bundle.modules import BundleError, in_order, join, parse
from builder.bundle.shorten import Script, shorten
from builder.bundle.stylesheet import squeezed
from builder.bundle.tokens import tokens, write

VARIANTS = ["scorm12", "scorm2004", "none"]
KILOBYTES = 40_000

# Each prints what it computes; the shortened one must print the same.
SCRIPTS = {
    "shorthands": """
const total = 3
const make = (first, { second, third: other = 4 }) => ({ first, second, other, total })
console.log(JSON.stringify(make(1, { second: 2 })))
""",
    "classes": """
class Counter {
  #count = 0
  constructor(start) { this.start = start }
  get value() { return this.start + this.#count }
  add(step) { this.#count += step; return this }
}
const counter = new Counter(2)
console.log(counter.add(3).value, Object.keys(counter).join())
""",
    "templates": """
const outer = 'a'
const inner = list => `${list.map(item => `<${item}${outer === 'a' ? '}' : ''}>`).join('`')}`
console.log(inner(['x', 'y']))
""",
    "regexes and divisions": """
const half = value => value / 2 / 1
const words = text => text.split(/[/\\s]+/g).filter(word => /^\\w/.test(word))
console.log(half(8), words('one/two three'))
""",
    "line ends without semicolons": """
let sum = 0
for (const [key, value] of Object.entries({ a: 1, b: 2 })) sum += value
const late = sum > 2
  ? 'more'
  : 'less'
function none() {
  return
}
console.log(sum, late, none(), typeof none, 1 - -1, + +'2')
""",
    "shadowed names": """
const item = 'outer'
const list = ['x'].map(item => item + 1)
function swap(one, item) { try { throw item } catch (error) { return [error, one] } }
console.log(item, list, swap(1, 2))
""",
    "keywords as keys": """
const made = { class: 'x', default: 1, of: 2 }
function read() { const { class: name } = made; return name + made.default + made.of }
console.log(read())
""",
    "the browser's names stay": """
function own(JSON, Math) { return [JSON, Math] }
console.log(JSON.stringify(own(1, 2)), Math.max(1, 2))
""",
}


def bundled(sources: dict[str, str]) -> str:
    """The modules of these sources as one script."""
    modules = {name: parse(name, source) for name, source in sources.items()}
    return join(in_order("main.js", modules))


def node(script: str) -> str:
    """What a script prints."""
    run = subprocess.run(["node", "-"], input=script, capture_output=True, text=True, check=True)
    return run.stdout


@pytest.mark.parametrize("source", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_a_shortened_script_does_the_same(source: str) -> None:
    short = write(shorten(list(tokens(source))))
    assert len(short) < len(source)
    assert node(short) == node(source) != ""


@pytest.mark.parametrize("lms", VARIANTS)
def test_the_player_is_a_script_that_parses(lms: str, tmp_path: Path) -> None:
    file = tmp_path / "player.js"
    file.write_bytes(bundle.script(lms))
    subprocess.run(["node", "--check", str(file)], check=True)


@pytest.mark.parametrize("lms", VARIANTS)
def test_no_two_modules_share_a_top_level_name(lms: str) -> None:
    names = [name for module in bundle.modules(lms) for name in module.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("lms", VARIANTS)
def test_nothing_of_a_name_is_lost(lms: str) -> None:
    """What a statement uses freely, another declares, or it is the browser's."""
    source = join(bundle.modules(lms))
    free = Script(list(tokens(source))).free()
    known = json.loads(node("console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis)))"))
    browser = {"document", "window", "location", "history", "localStorage", "navigator"}
    assert free - set(known) - browser - {"DOMParser", "ResizeObserver", "name"} == set()


def test_a_package_carries_only_its_own_lms() -> None:
    assert b"LMSInitialize" in bundle.script("scorm12")
    assert b"LMSInitialize" not in bundle.script("scorm2004")
    assert b"cmi." not in bundle.script("none")


def test_player_style_and_font_keep_to_the_budget() -> None:
    style = len(gzip.compress(bundle.style({}), 9))
    font = len(gzip.compress(bundle.font().read_bytes(), 9))
    for lms in VARIANTS:
        assert len(gzip.compress(bundle.script(lms), 9)) + style + font <= KILOBYTES


def test_modules_come_after_what_they_import() -> None:
    modules = {
        "main.js": parse("main.js", "import { a } from './a.js'\nimport { b } from './b.js'\na(b)"),
        "a.js": parse("a.js", "import { b } from './b.js'\nexport const a = () => b"),
        "b.js": parse("b.js", "// why\nexport function b() {}"),
    }
    ordered = in_order("main.js", modules)
    assert [module.name for module in ordered] == ["b.js", "a.js", "main.js"]
    assert join(ordered) == "function b() {}\nconst a = () => b\na(b)"


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("default", "import thing from './a.js'", "not an import"),
        ("list", "const a = 1\nexport { a }", "not an export"),
        ("cycle", "import { x } from './main.js'\nexport const a = 1", "import each other"),
        ("missing", "export const other = 1", "does not export a"),
        ("twice", "export const a = 1\nconst mine = 2", "both have a top-level mine"),
    ],
)
def test_what_cannot_be_bundled_is_refused(name: str, source: str, said: str) -> None:
    main = "import { a } from './a.js'\nexport const x = a\nlet mine"
    with pytest.raises(BundleError, match=said):
        bundled({"main.js": main, "a.js": source})


def test_a_stylesheet_keeps_its_meaning() -> None:
    css = """
    /* why */
    a:hover > b , i::before { content: " < ; > "; margin: 0 auto }
    @media (min-width: 40em) { .x { color: red; } }
    """
    assert squeezed(css) == (
        'a:hover>b,i::before{content:" < ; > ";margin:0 auto}@media (min-width:40em){.x{color:red}}'
    )


def test_a_course_may_have_its_colours() -> None:
    assert bundle.style({"trait": "#123456"}).decode().endswith(":root{--trait:#123456;}\n")
