import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.formats.imscp import SCORM12, SCORM2004_3, SCORM2004_4, Edition, Identifiers, manifest
from builder.formats.lom import LOM, Record, duration, vcard
from builder.xmlkit import XmlRefused, held, parse
from tests.builder.formats.xsd import faults

EDITIONS = {"scorm12": SCORM12, "scorm2004-3rd": SCORM2004_3, "scorm2004": SCORM2004_4}
IDS = Identifiers.of("mini", "court", "fr", "culture")
RECORD = Record(
    identifier=IDS.manifest,
    language="fr",
    title="Culture du libre",
    description="Ce que le logiciel libre apprend aux projets de territoire.",
    keywords=("urbanisme", "logiciel libre"),
    objectives=("Expliquer les quatre libertés", "Décrire une contribution"),
    version="1.0.0",
    date="2026-09-01",
    authors=("Łukasz Đặng", "Öztürk, Šárka"),
    licence="CC-BY-SA-4.0",
    minutes=95,
)
FILES = ["index.html", "media/été 2.svg", "assets/style.css"]

titles = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
titles = titles.filter(lambda title: title.strip(" ") != "")
words = st.lists(titles, max_size=3).map(tuple)


@pytest.fixture(params=EDITIONS)
def target(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def edition(target: str) -> Edition:
    return EDITIONS[target]


def made(edition: Edition, record: Record = RECORD) -> bytes:
    return manifest(edition, IDS, "L’urbanisme ouvert", record, FILES)


@given(st.sampled_from(sorted(EDITIONS)), titles, titles, words, words, words, st.integers(0, 9999))
def test_any_course_gives_a_manifest_that_the_official_xsds_accept(
    target: str,
    title: str,
    description: str,
    keywords: tuple[str, ...],
    objectives: tuple[str, ...],
    authors: tuple[str, ...],
    minutes: int,
) -> None:
    record = replace(
        RECORD,
        title=title,
        description=description,
        keywords=keywords,
        objectives=objectives,
        authors=authors,
        minutes=minutes,
    )
    assert faults(target, made(EDITIONS[target], record)) == []


@pytest.mark.parametrize("word", [b"identifier=", b"schemaversion>", b"identifierref="])
def test_the_official_xsds_do_refuse(target: str, edition: Edition, word: bytes) -> None:
    assert faults(target, made(edition).replace(word, b"x" + word)) != []


def test_the_metadata_of_2004_keep_to_their_own_schema() -> None:
    lom = parse(made(SCORM2004_4), "it").find(f".//{{{LOM}}}lom")
    assert lom is not None
    held(lom, "lom-ieee")


def test_the_files_are_listed_as_given_and_escaped(edition: Edition) -> None:
    hrefs = [element.get("href") for element in parse(made(edition), "it").iter("{*}file")]
    assert hrefs == ["assets/style.css", "index.html", "media/%C3%A9t%C3%A9%202.svg"]


def test_moodle_finds_what_it_looks_for(edition: Edition) -> None:
    data = made(edition)
    assert re.search(rb' adlcp:scorm[tT]ype="sco"', data)
    assert b"&#" not in data
    for never in (b"mapInfo", b"masteryscore", b"minNormalizedMeasure", b"schemaLocation"):
        assert never not in data
    assert re.search(rb"<schemaversion>(1\.2|2004 [34](rd|th) Edition)</schemaversion>", data)


def test_nothing_outside_is_referred_to(edition: Edition) -> None:
    root = parse(made(edition), "it")
    values = [value for element in root.iter() for value in element.attrib.values()]
    values += [element.text or "" for element in root.iter()]
    assert not [value for value in values if "://" in value]


def test_the_metadata_say_what_the_course_says(edition: Edition) -> None:
    text = made(edition).decode()
    for said in (RECORD.title, RECORD.description, *RECORD.keywords, *RECORD.objectives):
        assert said in text
    assert "PT1H35M" in text
    assert "CC-BY-SA-4.0" in text
    assert "FN:Öztürk\\, Šárka" in text


def test_what_attempts_hang_on_is_the_same_in_every_language_and_edition() -> None:
    english = Identifiers.of("mini", "court", "en", "culture")
    assert (english.organization, english.item) == (IDS.organization, IDS.item)
    assert english.manifest != IDS.manifest
    found = {
        (root.findtext(".//{*}organization/{*}title"), item.get("identifier"))
        for root in (parse(made(edition), "it") for edition in EDITIONS.values())
        for item in root.iter("{*}item")
    }
    assert found == {("L’urbanisme ouvert", "item_mini_court_culture")}


ids = st.from_regex(r"[a-z0-9]{1,3}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)
places = st.tuples(ids, ids, ids, st.none() | ids)


@given(places, places)
def test_two_packages_never_share_an_identifier(
    one: tuple[str, str, str, str | None], two: tuple[str, str, str, str | None]
) -> None:
    first, second = Identifiers.of(*one), Identifiers.of(*two)
    assert (first.manifest == second.manifest) == (one == two)
    same_thing = (one[0], one[1], one[3]) == (two[0], two[1], two[3])
    assert (first.item == second.item) == same_thing


def test_a_long_version_is_cut_to_what_the_xsd_takes(target: str) -> None:
    record = replace(RECORD, version="2026.11.24-release-candidate")
    data = made(EDITIONS[target], record)
    assert faults(target, data) == []
    assert b'version="2026.11.24-release-c"' in data


def test_a_control_character_is_refused_in_a_sentence(edition: Edition) -> None:
    with pytest.raises(XmlRefused, match=r"U\+0007"):
        made(edition, replace(RECORD, title="a\x07b"))


@pytest.mark.parametrize(("minutes", "said"), [(0, "PT0H0M"), (59, "PT0H59M"), (1380, "PT23H0M")])
def test_durations(minutes: int, said: str) -> None:
    assert duration(minutes) == said


def test_a_name_is_escaped_in_its_card() -> None:
    assert vcard("A;b,\nc\\").splitlines()[3] == "FN:A\\;b\\, c\\\\"
