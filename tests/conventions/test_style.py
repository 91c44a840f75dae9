"""What the style asks for and no linter knows: length, names, docstrings, and one place for each thing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.source import (
    WRITTEN,
    Module,
    called_names,
    dotted,
    functions_of,
    list_modules,
    public_functions_of,
)

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_VIEW = 25
LONGEST_CONFTEST = 150
FORBIDDEN_WORDS = {
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "handler", "handlers",
    "process", "processes", "info", "infos",
}  # fmt: skip
# Methods that a library calls by the name it chose: column types of SQLAlchemy, fields of WTForms.
GIVEN_NAMES = {"process_bind_param", "process_result_value", "process_formdata", "process_data", "process"}
DOCUMENTED_LAYERS = ("domain", "queries", "services", "gateways", "documents")
DOCUMENTED = ("portal/policy.py", *(f"portal/{layer}" for layer in DOCUMENTED_LAYERS))
# The translation function, type variables, and the parameter of indicator 8 that the subject itself calls k.
SHORT_NAMES = {"_", "P", "R", "T", "k"}
# With which a noun phrase or a question opens, and no order.
NO_VERBS = {"a", "an", "the", "this", "these", "whether", "all", "every", "each"}
CLOCK_READERS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime)"
    r"|func\.(now|current_timestamp|current_date|localtimestamp))$"
)
ENVIRONMENT_READERS = re.compile(r"^(os\.(environ|getenv|environb|putenv)\b|environ\b|getenv\b)")


def length_of(node: ast.AST) -> int:
    """Return how many lines a function takes, without its decorators."""
    return node.end_lineno - node.lineno + 1


def is_view(node: ast.AST) -> bool:
    """Tell whether a function is decorated as an answer to requests."""
    routes = {"route", "get", "post", "put", "patch", "delete"}
    return any(
        isinstance(one, ast.Call) and dotted(one.func).rpartition(".")[2] in routes
        for one in node.decorator_list
    )


def words_of(name: str) -> set[str]:
    """Return the words of a snake_case or CamelCase name."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def named_things(module: Module) -> Iterator[tuple[str, str]]:
    """Yield the names of a module, its functions and its classes, with where they stand."""
    yield module.path.stem, str(module.path)
    for node in module.nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, module.at(node)


@pytest.mark.parametrize("path", ["portal", "tests", "config.py"])
def test_no_file_is_longer_than_400_lines(path):
    modules = list_modules(path)

    too_long = {str(one.path): lines for one in modules if (lines := one.text.count("\n")) > LONGEST_FILE}

    assert too_long == {}


def test_conftest_stays_short():
    assert Path("tests/conftest.py").read_text().count("\n") <= LONGEST_CONFTEST


def test_no_function_is_longer_than_40_lines():
    too_long = {
        f"{module.at(node)} {node.name}": length_of(node)
        for module in list_modules("portal", "tests", "benchmarks", "config.py")
        for node in functions_of(module)
        if length_of(node) > LONGEST_FUNCTION
    }

    assert too_long == {}


def test_no_view_is_longer_than_25_lines():
    too_long = {
        f"{module.at(node)} {node.name}": length_of(node)
        for module in list_modules("portal/views")
        for node in functions_of(module)
        if is_view(node) and length_of(node) > LONGEST_VIEW
    }

    assert too_long == {}


def test_every_module_of_the_portal_opens_with_one_sentence():
    wrong = {
        str(module.path): text
        for module in list_modules("portal")
        if not is_one_sentence(text := (ast.get_docstring(module.tree) or "").partition("\n\n")[0])
    }

    assert wrong == {}


def is_one_sentence(text: str) -> bool:
    """Tell whether a text says one thing and ends there."""
    return bool(text) and text[0].isupper() and text.endswith(".") and not re.search(r"[.!?]\s", text)


def test_public_functions_of_the_core_say_in_the_imperative_what_they_do():
    wrong = {
        f"{module.at(node)} {node.name}": text.partition("\n")[0]
        for module in list_modules(*DOCUMENTED)
        for node in public_functions_of(module)
        if not is_imperative(text := ast.get_docstring(node) or "")
    }

    assert wrong == {}


def is_imperative(text: str) -> bool:
    """Tell whether a docstring opens like "Return …" on a line of its own: no noun phrase, no "Returns"."""
    first, _, rest = text.partition("\n")
    verb = first.partition(" ")[0]
    third_person = verb.endswith("s") and not verb.endswith(("ss", "us"))
    is_verb = verb.isalpha() and verb[:1].isupper() and verb.lower() not in NO_VERBS
    alone = not rest or rest.startswith("\n") or first.rstrip().endswith((".", ":", ";"))
    return is_verb and not third_person and alone


def test_public_functions_of_the_core_state_their_types():
    untyped = [
        f"{module.at(node)} {node.name}"
        for module in list_modules(*DOCUMENTED)
        for node in public_functions_of(module)
        if node.returns is None or any(argument.annotation is None for argument in arguments_of(node))
    ]

    assert untyped == []


def arguments_of(node: ast.FunctionDef) -> list[ast.arg]:
    """Return all parameters of a function."""
    given = node.args
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]


def test_names_say_what_a_thing_is():
    vague = {
        name: where
        for module in list_modules(*WRITTEN)
        for name, where in named_things(module)
        if words_of(name) & FORBIDDEN_WORDS and name not in GIVEN_NAMES
    }

    assert vague == {}


def test_no_single_letter_is_a_name_outside_comprehensions():
    short = [
        f"{module.at(node)} {name}"
        for module in list_modules("portal", "tests", "benchmarks", "config.py")
        for node, name in single_letters(module)
    ]

    assert short == []


def single_letters(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield what is called by one letter: variables, parameters, functions."""
    in_comprehensions = {
        id(name)
        for node in module.nodes
        if isinstance(node, ast.comprehension)
        for name in ast.walk(node.target)
    }
    for node in module.nodes:
        name = ""
        if isinstance(node, ast.arg):
            name = node.arg
        elif (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and id(node) not in in_comprehensions
        ):
            name = node.id
        if len(name) == 1 and name not in SHORT_NAMES:
            yield node, name


def test_nothing_is_imported_inside_a_function():
    inside = [
        f"{module.at(node)} in {function.name}"
        for module in list_modules("portal", "config.py")
        for function in functions_of(module)
        if function.name != "create_app"
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]

    assert inside == []


def test_only_transaction_commits():
    committing = [
        str(module.path)
        for module in list_modules("portal")
        if any(name.endswith(".commit") for name in called_names(module.tree))
    ]

    assert committing == ["portal/transaction.py"]


def test_only_config_reads_the_environment():
    reading = [
        module.at(node)
        for module in list_modules("portal")
        for node in module.nodes
        if isinstance(node, (ast.Name, ast.Attribute)) and ENVIRONMENT_READERS.match(dotted(node))
    ]

    assert reading == []


def test_only_the_clock_reads_the_time():
    reading = [
        f"{module.path} {name}"
        for module in list_modules("portal", "config.py")
        if str(module.path) != "portal/clock.py"
        for name in called_names(module.tree)
        if CLOCK_READERS.search(name)
    ]

    assert reading == []
