"""Learning object metadata: IEEE 1484.12.1 in its IMS 1.2.1 and its IEEE (1484.12.3) binding.

Both are flat lists of the same nine categories; what we know of a package goes into five.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element

from builder.xmlkit import Make, line, maker

IMSMD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SOURCE = "LOMv1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is said of a package, all in one ``language``: ``date`` ISO 8601, ``licence`` SPDX and
    what must be said with it."""

    identifier: str
    language: str
    title: str
    description: str
    keywords: tuple[str, ...]
    objectives: tuple[str, ...]
    version: str
    date: str
    authors: tuple[str, ...]
    licence: str
    minutes: int


def duration(minutes: int) -> str:
    """ISO 8601, as both bindings ask for it."""
    return f"PT{minutes // 60}H{minutes % 60}M"


def vcard(name: str) -> str:
    """A person or body as RFC 2426 (3.1.1, 3.1.2) writes one."""
    escaped = line(name).translate({ord(char): f"\\{char}" for char in ",;\\"})
    return f"BEGIN:VCARD\nVERSION:3.0\nN:{escaped}\nFN:{escaped}\nEND:VCARD"


def ims_lom(record: Record) -> _Element:
    """The ``imsmd:lom`` of SCORM 1.2, in the order that its XSD gives."""
    make = maker(IMSMD, {"imsmd": IMSMD})
    learning_time = make.typicallearningtime(make.datetime(duration(record.minutes)))
    return make.lom(
        _ims_general(make, record),
        _ims_life_cycle(make, record),
        make.metametadata(make.metadatascheme("ADL SCORM 1.2")),
        make.technical(make.format("text/html")),
        make.educational(learning_time, make.language(record.language)),
        make.rights(
            _ims_word(make, "cost", "no"),
            _ims_word(make, "copyrightandotherrestrictions", "yes"),
            _ims_said(make, "description", record.licence, record.language),
        ),
        *(
            make.classification(
                _ims_word(make, "purpose", "Educational Objective"),
                _ims_said(make, "description", objective, record.language),
            )
            for objective in record.objectives
        ),
    )


def _ims_said(make: Make, tag: str, text: str, language: str) -> _Element:
    return make(tag, make.langstring(line(text), {XML_LANG: language}))


def _ims_word(make: Make, tag: str, value: str) -> _Element:
    source, word = (
        _ims_said(make, *pair, "x-none") for pair in (("source", SOURCE), ("value", value))
    )
    return make(tag, source, word)


def _ims_general(make: Make, record: Record) -> _Element:
    return make.general(
        make.identifier(record.identifier),
        _ims_said(make, "title", record.title, record.language),
        make.language(record.language),
        _ims_said(make, "description", record.description, record.language),
        *(_ims_said(make, "keyword", keyword, record.language) for keyword in record.keywords),
    )


def _ims_life_cycle(make: Make, record: Record) -> _Element:
    return make.lifecycle(
        _ims_said(make, "version", record.version, record.language),
        _ims_word(make, "status", "Final"),
        make.contribute(
            _ims_word(make, "role", "Author"),
            *(make.centity(make.vcard(vcard(name))) for name in record.authors),
            make.date(make.datetime(record.date)),
        ),
    )


def ieee_lom(record: Record) -> _Element:
    """The ``lom:lom`` of SCORM 2004."""
    make = maker(LOM, {"lom": LOM})
    return make.lom(
        _general(make, record),
        _life_cycle(make, record),
        make.metaMetadata(
            make.metadataSchema(SOURCE), make.metadataSchema("ADLv1.0"),
            make.language(record.language),
        ),
        make.technical(make.format("text/html")),
        make.educational(
            make.typicalLearningTime(make.duration(duration(record.minutes))),
            make.language(record.language),
        ),
        make.rights(
            _word(make, "cost", "no"),
            _word(make, "copyrightAndOtherRestrictions", "yes"),
            _said(make, "description", record.licence, record.language),
        ),
        *(
            make.classification(
                _word(make, "purpose", "educational objective"),
                _said(make, "description", objective, record.language),
            )
            for objective in record.objectives
        ),
    )  # fmt: skip


def _said(make: Make, tag: str, text: str, language: str) -> _Element:
    return make(tag, make.string(line(text), language=language))


def _word(make: Make, tag: str, value: str) -> _Element:
    return make(tag, make.source(SOURCE), make.value(value))


def _general(make: Make, record: Record) -> _Element:
    return make.general(
        make.identifier(make.catalog("Cartable"), make.entry(record.identifier)),
        _said(make, "title", record.title, record.language),
        make.language(record.language),
        _said(make, "description", record.description, record.language),
        *(_said(make, "keyword", keyword, record.language) for keyword in record.keywords),
    )


def _life_cycle(make: Make, record: Record) -> _Element:
    return make.lifeCycle(
        _said(make, "version", record.version, record.language),
        _word(make, "status", "final"),
        make.contribute(
            _word(make, "role", "author"),
            *(make.entity(vcard(name)) for name in record.authors),
            make.date(make.dateTime(record.date)),
        ),
    )
