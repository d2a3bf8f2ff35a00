"""Q: quizzes, and how questions, objectives and pages belong together."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.rule import ERROR, WARNING, Hit, hit, rule
from builder.checks.scope import Scope, screens_of
from builder.model import is_graded
from builder.source.code import did_you_mean


@rule("Q-020", ERROR, "question '{id}' sends to the page '{page}', which does not exist")
def page_to_read_exists(scope: Scope) -> Iterator[Hit]:
    """The page to read again is a page."""
    for _, question in scope.asked:
        page = question.page
        if page is not None and page not in scope.screens:
            better = did_you_mean(page, scope.screens) or "name a page by its id"
            yield hit(scope.place(question.at, "page"), better, id=question.id, page=page)


@rule(
    "Q-021",
    WARNING,
    "question '{id}' sends to the page '{page}', which the format '{form}' leaves out",
    "name a page that all formats with this quiz have",
)
def page_to_read_is_in_the_format(scope: Scope) -> Iterator[Hit]:
    """Where a format has the quiz, it has the page to read again."""
    for form in scope.course.formats:
        screens = screens_of(form)
        for quiz, question in scope.course.questions():
            page = question.page
            if quiz.id in screens and page in scope.screens and page not in screens:
                place = scope.place(question.at, "page")
                yield hit(place, id=question.id, page=page, form=form.id)


@rule(
    "Q-022",
    ERROR,
    "quiz '{id}' draws {draw} of its {count} questions",
    "draw fewer than it has, or delete draw to give them all",
)
def draw_is_possible(scope: Scope) -> Iterator[Hit]:
    """A quiz draws no more questions than it has."""
    for quiz in scope.course.quizzes.values():
        count = len(quiz.questions)
        if quiz.draw is not None and quiz.draw > count:
            yield hit(scope.place(quiz.at, "draw"), id=quiz.id, draw=quiz.draw, count=count)


@rule(
    "Q-023",
    WARNING,
    "quiz '{id}' draws from questions of different points: learners' totals differ",
    "give its questions the same points",
)
def drawn_questions_weigh_the_same(scope: Scope) -> Iterator[Hit]:
    """Where questions are drawn, all have the same points."""
    for quiz in scope.course.quizzes.values():
        points = {question.points for question in quiz.questions if is_graded(question)}
        if quiz.draw is not None and len(points) > 1:
            yield hit(scope.place(quiz.at, "draw"), id=quiz.id)


@rule("Q-024", WARNING, "question '{id}' has no objective", "add a line 'objective: …'")
def questions_have_an_objective(scope: Scope) -> Iterator[Hit]:
    """Each graded question of a quiz checks an objective."""
    for _, question in scope.course.questions():
        if is_graded(question) and question.objective is None:
            yield hit(scope.place(question.at), id=question.id)


@rule("Q-025", ERROR, "question '{id}' checks the objective '{objective}', which no module states")
def question_objectives_exist(scope: Scope) -> Iterator[Hit]:
    """The objective of a question is stated by a module."""
    for quiz, question in scope.asked:
        name = question.objective
        unknown = scope.whole and name is not None and name not in scope.objectives
        if quiz is not None and unknown:
            better = (
                did_you_mean(str(name), scope.objectives) or "add it to the module's objectives"
            )
            yield hit(scope.place(question.at, "objective"), better, id=question.id, objective=name)


@rule("Q-026", WARNING, "no question checks the objective '{id}'", "add a question to a quiz")
def objectives_are_checked(scope: Scope) -> Iterator[Hit]:
    """Each objective is checked by a graded question of a quiz."""
    checked = {q.objective for _, q in scope.course.questions() if is_graded(q)}
    for module in scope.course.modules:
        for objective in module.objectives:
            if objective.id not in checked and not scope.broken:
                yield hit(scope.place(objective.at), id=objective.id)


@rule(
    "Q-027",
    WARNING,
    "quiz '{id}' has no graded question: it gives no score",
    "add a question, or put its contents on a page",
)
def quizzes_have_a_graded_question(scope: Scope) -> Iterator[Hit]:
    """Each quiz has a question that counts."""
    for quiz in scope.course.quizzes.values():
        if quiz.questions and not any(is_graded(question) for question in quiz.questions):
            yield hit(scope.place(quiz.at), id=quiz.id)


@rule(
    "Q-028",
    WARNING,
    "question '{id}' asks the same as '{other}'",
    "ask something else, or delete one",
)
def questions_ask_different_things(scope: Scope) -> Iterator[Hit]:
    """No two questions of the quizzes have the same text and type."""
    first: dict[tuple[str, tuple[str, ...]], str] = {}
    for _, question in scope.course.questions():
        asked = (question.type, tuple(sorted(question.text.values())))
        other = first.setdefault(asked, question.id)
        if other != question.id and question.type not in ("cloze", "true-false"):
            yield hit(scope.place(question.at, "text"), id=question.id, other=other)


@rule(
    "Q-029",
    WARNING,
    "question '{id}' has '{key}', which only the certification's bank uses",
    "delete it, or move the question to the bank",
)
def bank_keys_stay_in_the_bank(scope: Scope) -> Iterator[Hit]:
    """Difficulty and variants are for the bank."""
    for _, question in scope.course.questions():
        for key in ("difficulty", "variant_of"):
            if getattr(question, key) is not None:
                yield hit(scope.place(question.at, key), id=question.id, key=key)
