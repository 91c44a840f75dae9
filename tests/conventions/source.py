"""The code as trees, for tests that read it instead of running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
PORTAL = Path("portal")
# Everything that somebody reads: the portal, and what is written around it.
WRITTEN = ("portal", "tests", "benchmarks", "migrations", "script", "config.py", "gunicorn.conf.py")


@dataclass(frozen=True)
class Module:
    """A file of Python and what it parses to."""

    path: Path
    text: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """List every node of the tree, which many tests walk."""
        return list(ast.walk(self.tree))

    @property
    def name(self) -> str:
        """Return its dotted name, such as portal.views.teams."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    def at(self, node: ast.AST) -> str:
        """Return where a node stands, as editors open it."""
        return f"{self.path}:{node.lineno}"


@cache
def list_modules(*roots: str) -> list[Module]:
    """Return all modules below these files and folders."""
    paths = [path for root in roots for path in _python_files(Path(root))]
    return [_read(path) for path in sorted(paths)]


def functions_of(module: Module) -> Iterator[Function]:
    """Yield every function and method, however deep."""
    yield from (node for node in module.nodes if isinstance(node, Function))


def public_functions_of(module: Module) -> Iterator[Function]:
    """Yield the functions at the top of a module that others may call."""
    yield from (
        node for node in module.tree.body if isinstance(node, Function) and not node.name.startswith("_")
    )


def dotted(node: ast.AST) -> str:
    """Return a chain of names such as db.session.commit, or nothing for what is no such chain."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def called_names(node: ast.AST) -> set[str]:
    """Return what a piece of code calls, by dotted name."""
    return {dotted(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)} - {""}


@cache
def _read(path: Path) -> Module:
    return Module(path, text := path.read_text(), ast.parse(text))


def _python_files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
    else:
        yield from (path for path in root.rglob("*.py") if "__pycache__" not in path.parts)
