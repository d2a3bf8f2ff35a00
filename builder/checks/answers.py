"""Q: the keys and the answers of each question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope
from builder.model import (
    Categorise,
    Cloze,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    SingleChoice,
)


def option_lists(question: Question) -> Iterator[tuple[str, Sequence[Option]]]:
    """Every list of options of a question, by the name of its key in the source."""
    match question:
        case SingleChoice() | MultipleChoice():
            yield "options", question.options
        case Matching():
            yield "left", question.left
            yield "right", question.right_items
        case Ordering():
            yield "items", question.items
        case Categorise():
            yield "categories", question.categories
            yield "items", question.items
        case Cloze():
            yield from (("options", blank.options) for blank in question.blanks)
        case _:
            pass


@rule("Q-003", ERROR, "question '{id}' uses the key '{key}' twice", "give each its own key")
def keys_differ(scope: Scope) -> Iterator[Hit]:
    """Within a list, each option, item or blank has its own key."""
    for _, question in scope.asked:
        lists = [[(o.key, o.at) for o in options] for _, options in option_lists(question)]
        if isinstance(question, Cloze):
            lists.append([(blank.key, blank.at) for blank in question.blanks])
        for keyed in lists:
            seen: set[str] = set()
            for key, at in keyed:
                if key in seen:
                    yield hit(scope.place(at, "key"), id=question.id, key=key)
                seen.add(key)


@rule(
    "Q-004", ERROR, "question '{id}' has two options that say '{text}'", "say something else in one"
)
def options_differ(scope: Scope) -> Iterator[Hit]:
    """Within a list and a language, no two options have the same text."""
    for _, question in scope.asked:
        for _, options in option_lists(question):
            for language in scope.course.languages:
                said = Counter(o.text.get(language, o.key).strip() for o in options)
                last = {o.text.get(language, o.key).strip(): o for o in options}
                for text in [text for text, count in said.items() if count > 1]:
                    yield hit(
                        scope.place(last[text].at, "text", language), id=question.id, text=text
                    )


@rule("Q-005", ERROR, "question '{id}' has no right option", "mark one 'correct: true'")
def multiple_choice_has_a_right_option(scope: Scope) -> Iterator[Hit]:
    """A multiple choice has at least one right option."""
    for _, question in scope.asked:
        if isinstance(question, MultipleChoice) and not question.answers:
            yield hit(scope.place(question.at, "options"), id=question.id)


@rule("Q-006", WARNING, "all options of question '{id}' are right", "add one that is wrong")
def multiple_choice_has_a_wrong_option(scope: Scope) -> Iterator[Hit]:
    """A multiple choice has at least one wrong option."""
    for _, question in scope.asked:
        if not isinstance(question, MultipleChoice):
            continue
        if set(question.answers) >= {option.key for option in question.options}:
            yield hit(scope.place(question.at, "options"), id=question.id)


@rule("Q-007", ERROR, "question '{id}' pairs the {side} key '{key}', which it does not have")
def pairs_have_both_ends(scope: Scope) -> Iterator[Hit]:
    """Both keys of a pair exist."""
    for _, question in scope.asked:
        if not isinstance(question, Matching):
            continue
        left = {option.key for option in question.left}
        right = {option.key for option in question.right_items}
        for key, goal in question.pairs.items():
            say = partial(hit, scope.place(question.at, "pairs", key), id=question.id)
            if key not in left:
                yield say(f"the left keys are {_listed(left)}", side="left", key=key)
            if goal not in right:
                yield say(f"the right keys are {_listed(right)}", side="right", key=goal)


def _listed(keys: set[str]) -> str:
    return ", ".join(sorted(keys))


@rule("Q-008", ERROR, "question '{id}' says nowhere where '{key}' goes", "add it to pairs")
def left_items_have_a_pair(scope: Scope) -> Iterator[Hit]:
    """Each left item is paired."""
    for _, question in scope.asked:
        if isinstance(question, Matching):
            for option in question.left:
                if option.key not in question.pairs:
                    yield hit(scope.place(option.at, "key"), id=question.id, key=option.key)


@rule("Q-009", ERROR, "question '{id}' puts '{key}' into the category '{category}', which is none")
def categories_exist(scope: Scope) -> Iterator[Hit]:
    """Each item's category is one of the question's."""
    for _, question in scope.asked:
        if not isinstance(question, Categorise):
            continue
        known = {category.key for category in question.categories}
        for item in question.items:
            category = question.belongs[item.key]
            if category not in known:
                better = f"the categories are {_listed(known)}"
                place = scope.place(item.at, "category")
                yield hit(place, better, id=question.id, key=item.key, category=category)


@rule(
    "Q-010",
    WARNING,
    "all items of question '{id}' go into one category",
    "add an item that goes elsewhere",
)
def categories_are_used(scope: Scope) -> Iterator[Hit]:
    """Items go into more than one category."""
    for _, question in scope.asked:
        if isinstance(question, Categorise) and len(set(question.belongs.values())) == 1:
            yield hit(scope.place(question.at, "items"), id=question.id)


@rule(
    "Q-018",
    ERROR,
    "the answer of question '{id}' takes {size} characters, and {most} are kept",
    "raise max_length",
)
def numbers_fit(scope: Scope) -> Iterator[Hit]:
    """The right number can be typed in full, its thousands apart."""
    for _, question in scope.asked:
        if isinstance(question, Numeric):
            size = len(f"{question.answer:,.15g}")
            if size > question.max_length:
                place = scope.place(question.at, "answer")
                yield hit(place, id=question.id, size=size, most=question.max_length)
