"""P: modules, pages and objectives hang together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope
from builder.source.code import did_you_mean


@rule("P-004", ERROR, "module '{module}' has no screen '{id}'", "add the file, or take the id out")
def contents_exist(scope: Scope) -> Iterator[Hit]:
    """Each id in a module's contents is a page or a quiz."""
    for module in scope.course.modules:
        for index, name in enumerate(module.contents):
            if name not in scope.screens:
                better = did_you_mean(name, scope.screens - set(scope.module_of))
                place = scope.place(module.at, "contents", index)
                yield hit(place, better, module=module.id, id=name)


@rule(
    "P-005", WARNING, "no module lists '{id}': nobody can reach it", "add it to a module's contents"
)
def screens_are_listed(scope: Scope) -> Iterator[Hit]:
    """Each page and quiz is in the contents of a module."""
    for screen in scope.made.values():
        if screen.id not in scope.module_of:
            yield hit(scope.place(screen.at), id=screen.id)


@rule("P-006", ERROR, "'{id}' is in two modules, '{first}' and '{second}'", "keep it in one")
def screens_are_in_one_module(scope: Scope) -> Iterator[Hit]:
    """No screen is listed by two modules."""
    first: dict[str, str] = {}
    for module in scope.course.modules:
        for index, name in enumerate(module.contents):
            if first.setdefault(name, module.id) != module.id:
                place = scope.place(module.at, "contents", index)
                yield hit(place, id=name, first=first[name], second=module.id)


@rule(
    "P-007",
    WARNING,
    "'{id}' is listed by module '{module}' and lies in the folder of '{folder}'",
    "move the file to modules/{module}/",
)
def screens_lie_in_their_module(scope: Scope) -> Iterator[Hit]:
    """A screen's file lies in the folder of the module that lists it."""
    for screen in scope.made.values():
        folder = screen.at.path.split("/")[1]
        module = scope.module_of.get(screen.id, folder)
        if module != folder:
            yield hit(scope.place(screen.at), id=screen.id, module=module, folder=folder)


@rule("P-008", WARNING, "module '{id}' has no objective", "say what a learner can do afterwards")
def modules_have_objectives(scope: Scope) -> Iterator[Hit]:
    """Each module states an objective."""
    for module in scope.course.modules:
        if not module.objectives:
            yield hit(scope.place(module.at, "objectives"), id=module.id)


@rule("P-009", ERROR, "page '{id}' serves the objective '{objective}', which no module states")
def page_objectives_exist(scope: Scope) -> Iterator[Hit]:
    """Each objective of a page is stated by a module."""
    for page in scope.course.pages.values():
        for index, name in enumerate(page.objectives):
            if scope.whole and name not in scope.objectives:
                better = did_you_mean(name, scope.objectives) or "add it to the module's objectives"
                place = scope.place(page.at, "objectives", index)
                yield hit(place, better, id=page.id, objective=name)


@rule(
    "P-010",
    WARNING,
    "page '{id}' serves the objective '{objective}' of another module, '{module}'",
    "serve an objective of its own module, or move the page",
)
def page_objectives_are_of_its_module(scope: Scope) -> Iterator[Hit]:
    """A page serves objectives of its own module."""
    for page in scope.course.pages.values():
        own = scope.module_of.get(page.id)
        for index, name in enumerate(page.objectives):
            other = scope.objectives.get(name, own)
            if own is not None and other != own:
                place = scope.place(page.at, "objectives", index)
                yield hit(place, id=page.id, objective=name, module=other)


@rule("P-011", WARNING, "no page serves the objective '{id}'", "add it to the objectives of a page")
def objectives_are_served(scope: Scope) -> Iterator[Hit]:
    """Each objective is served by a page."""
    served = {name for page in scope.course.pages.values() for name in page.objectives}
    for module in scope.course.modules:
        for objective in module.objectives:
            if objective.id not in served and scope.complete:
                yield hit(scope.place(objective.at), id=objective.id)


@rule("P-012", ERROR, "the page has no text", "write it, or delete the file")
def pages_have_text(scope: Scope) -> Iterator[Hit]:
    """No page or document is empty."""
    for seen in scope.texts:
        facts = seen.facts
        shown = facts.images or facts.cards or facts.worksheets
        if not facts.words and not shown and not facts.faults:
            yield hit(seen.place(0))


@rule("P-013", WARNING, "two screens of module '{module}' are called '{title}'", "rename one")
def titles_differ(scope: Scope) -> Iterator[Hit]:
    """Within a module no two screens have the same title."""
    for module in scope.course.modules:
        known = [name for name in module.contents if name in scope.course.pages]
        for language in scope.course.languages:
            titles = {name: scope.course.pages[name].title.get(language) for name in known}
            counts = Counter(titles.values())
            for name in known[::-1]:
                title = titles[name]
                if title and counts[title] > 1:
                    counts[title] = 0
                    path = scope.course.pages[name].texts[language].path
                    at = scope.course.pages[name].at._replace(path=path)
                    yield hit(scope.place(at, "title"), module=module.id, title=title)
