"""The program's modules and what each imports, read from the source without running it."""

import ast
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "mailclient"


@dataclass(frozen=True)
class Module:
    """A source file; ``name`` is dotted, a package's own file has the package's name."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def wing(self) -> str:
        """The folder under ``mailclient`` it belongs to, or its own name when it stands alone."""
        return self.name.split(".")[1] if "." in self.name else ""


@dataclass(frozen=True)
class Import:
    """One imported module or name, dotted, with its line."""

    name: str
    line: int

    def is_of(self, package: str) -> bool:
        return self.name == package or self.name.startswith(f"{package}.")


@cache
def modules() -> dict[str, Module]:
    """Every module of the program by its name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path, _parsed(path))
    return found


def _parsed(path: Path) -> ast.Module:
    """Without collection meanwhile: a finalizer in Python breaks the count of CPython < 3.11.5."""
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"), str(path))
    finally:
        gc.enable()


def imports(module: Module) -> Iterator[Import]:
    """What it imports anywhere, in functions too; ``from a import b`` is ``a.b``."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.path}:{node.lineno}: import by the full name"
            for alias in node.names:
                yield Import(f"{node.module}.{alias.name}", node.lineno)


def imported_modules(module: Module) -> Iterator[tuple[str, int]]:
    """The modules of this program it imports: the longest name that is a module."""
    for imported in imports(module):
        name = imported.name
        while name not in modules() and "." in name:
            name = name.rpartition(".")[0]
        if name in modules() and name != module.name:
            yield name, imported.line
