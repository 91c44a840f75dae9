"""What the README claims exists: files, commands, settings and the words of its glossary."""

import ast
import re
from pathlib import Path

import pytest

from tests.conventions.source import list_modules

README = Path("README.md").read_text()
LINKS = [link for link in re.findall(r"\]\(([^)\s]+)\)", README) if "://" not in link and link[0] != "#"]
SETTING = re.compile(r"[A-Z][A-Z_]{3,}")
TOP_FOLDERS = {path.name for path in Path(".").iterdir() if path.is_dir()} | {"docs"}
# Paths below portal/ are named from there, as in `services/reviews`.
LAYERS = {path.name for path in Path("portal").iterdir() if path.is_dir()}


def code_in(text: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def section(title: str) -> str:
    """Return the text below a heading, up to the next one."""
    return README.partition(f"## {title}\n")[2].partition("\n## ")[0]


def named_paths() -> list[str]:
    """Return what in the text looks like a path of the repository."""
    words = {word.rstrip(".,:") for code in code_in(README) for word in code.split()}
    return sorted(word for word in words if "/" in word and word.partition("/")[0] in TOP_FOLDERS | LAYERS)


@pytest.mark.parametrize("path", LINKS)
def test_what_is_linked_exists(path):
    assert Path(path).exists()


@pytest.mark.parametrize("path", named_paths())
def test_every_path_that_is_named_exists(path):
    candidates = [Path(path), Path("portal") / path]
    # `services/reviews` names the module, `services/activities.submit_activity` something in it.
    candidates += [one.with_name(f"{one.name.partition('.')[0]}.py") for one in list(candidates)]

    found = [one for one in candidates if one.exists()]

    assert found
    module, _, name = path.rpartition("/")[2].partition(".")
    if name and name != "py" and found[0].stem == module and found[0].suffix == ".py":
        assert re.search(rf"\b(def|class) {name}\b", found[0].read_text()), f"{found[0]} has no {name}"


def test_every_script_that_is_named_can_be_run():
    scripts = {
        Path(name) for name in re.findall(r"\b(script/[a-z]+)|`(\.ci/run)`", README) for name in name if name
    }

    assert len(scripts) >= 3
    assert [str(path) for path in scripts if path.exists() and not path.stat().st_mode & 0o100] == []


def test_every_command_that_is_named_exists(app):
    named = [code.split() for code in code_in(README) if code.split()[0] in app.cli.commands]

    assert len(named) >= 8
    for group, *rest in named:
        commands = getattr(app.cli.commands[group], "commands", {})
        wanted = rest[0].split("|") if rest and not rest[0].startswith("-") else []
        assert set(wanted) <= set(commands), f"flask {group} {wanted}"


def test_the_section_of_commands_names_nothing_else(app):
    listed = [code for code in code_in(section("Commands")) if code[0] not in "-."]

    assert {code.split()[0] for code in listed} <= set(app.cli.commands)


def test_every_command_is_named(app):
    commands = section("Commands")

    assert [name for name in sorted(own_commands(app)) if f"`{name}" not in commands] == []


def own_commands(app) -> set[str]:
    """Return the portal's own commands, without those of Flask and its extensions."""
    return {
        name
        for name, command in app.cli.commands.items()
        if (getattr(command, "callback", None) or first_callback(command)).__module__.startswith("portal.")
    }


def first_callback(group):
    """Return a function of a group, from which its module is known."""
    return next(command.callback for command in group.commands.values())


def test_the_settings_are_those_that_the_configuration_reads():
    [config] = list_modules("config.py")

    claimed = {code for code in code_in(section("Settings")) if SETTING.fullmatch(code)}

    assert claimed == {name for name in environment_names(config) if SETTING.fullmatch(name)}


def environment_names(module) -> set[str]:
    """Return what a module looks up in an environment that it was given."""
    names = set()
    for call in (node for node in module.nodes if isinstance(node, ast.Call)):
        asks = isinstance(call.func, ast.Attribute) and ast.unparse(call.func) == "environment.get"
        passes_on = any(isinstance(one, ast.Name) and one.id == "environment" for one in call.args)
        if asks or passes_on:
            names |= {one.value for one in call.args if isinstance(one, ast.Constant)}
    return {name for name in names if isinstance(name, str)}


@pytest.mark.parametrize("name", ["PORTAL_TEST_DATABASE_URL", "PORTAL_CHROMIUM"])
def test_the_settings_of_the_tests_are_read_somewhere(name):
    assert name in README
    assert any(name in module.text for module in list_modules("tests"))


def glossary_identifiers() -> list[str]:
    """Return the identifiers of the glossary's second column."""
    rows = [line.split("|") for line in section("Glossary").splitlines() if line.startswith("|")]
    return sorted({name for row in rows for name in re.findall(r"`(\w+)`", row[2])})


@pytest.mark.parametrize("name", glossary_identifiers())
def test_every_identifier_of_the_glossary_is_one_of_the_code(name):
    defined = rf"(class|def) {name}\b|\s+{name}(:| =)|[A-Z_]+ = \"{name}\""
    known = re.compile(rf"^({defined})", re.MULTILINE)

    assert any(known.search(module.text) for module in list_modules("portal/domain", "portal/models"))


def test_the_glossary_is_not_empty():
    assert len(glossary_identifiers()) > 8
