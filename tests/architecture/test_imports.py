"""Who may import whom: arrows point down only. The rules of the design, read from the source."""

import ast
import re

import pytest

from tests.architecture.modules import Module, imported_modules, imports, modules

ALLOWED = {
    "mail": set(),
    "resource": set(),
    "profile": set(),
    "sign_in_providers": {"mail", "resource"},
    "known_providers": {"mail", "resource"},
    "language": {"mail", "resource"},
    "wire": {"mail"},
    "mime": {"mail"},
    "bridge": {"mail"},
    "store": {"mail"},
    "transport": {"mail", "wire"},
    "crypto": {"mail", "mime"},
    "engine": {
        "mail",
        "bridge",
        "store",
        "transport",
        "crypto",
        "wire",
        "mime",
        "profile",
        "demo",
        "known_providers",
        "sign_in_providers",
    },
    "demo": {"mail", "mime", "transport", "resource"},
    "gui": {
        "mail",
        "bridge",
        "store",
        "mime",
        "language",
        "profile",
        "resource",
        "known_providers",
        "sign_in_providers",
    },
    "cli": {"mail", "bridge", "store", "mime", "language", "profile", "sign_in_providers"},
    "__main__": {"profile", "engine", "gui", "cli"},
}
"""For each wing the other wings it may import."""

READING_STORE = ("mailclient.store.reader", "mailclient.store.rows")
"""All that gui and cli may know of the store."""

PURE = ("wire", "mime", "bridge", "mail")
NOT_IN_PURE = ("asyncio", "threading", "socket", "ssl", "sqlite3", "subprocess", "time", "aiosqlite", "os", "pathlib")
FOREIGN = {
    "engine": ("sqlite3", "aiosqlite"),
    "gui": ("asyncio", "sqlite3", "smtplib", "imaplib", "urllib.request", "http", "subprocess"),
    "cli": ("asyncio", "sqlite3", "smtplib", "imaplib"),
    "store": ("asyncio", "subprocess"),
    "transport": ("sqlite3",),
    "crypto": ("asyncio", "socket", "sqlite3", "ssl"),
}
EXCEPTIONS = {("mailclient.store.writer", "asyncio"), ("mailclient.cli.connection", "socket")}
"""The writer's one coroutine is how the engine waits for its thread; the command line's socket is a local one."""

_CLOCK = {"now", "utcnow", "today"}
_SQL = re.compile(
    r"\b(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+TABLE\s|PRAGMA\s)",
    re.DOTALL,
)


def of_wing(*wings: str) -> list[Module]:
    return [module for module in modules().values() if module.wing in wings]


def where(module: Module, line: int) -> str:
    return f"{module.path}:{line}"


def test_every_wing_has_a_rule() -> None:
    assert {module.wing for module in modules().values()} - {""} <= set(ALLOWED)


@pytest.mark.parametrize("wing", sorted(ALLOWED))
def test_imports_point_down(wing: str) -> None:
    breaches = [
        f"{where(module, line)} imports {name}"
        for module in of_wing(wing)
        for name, line in imported_modules(module)
        if "." in name and modules()[name].wing not in {wing, *ALLOWED[wing]}
    ]
    assert breaches == []


@pytest.mark.parametrize("wing", ["gui", "cli"])
def test_only_the_reader_of_the_store(wing: str) -> None:
    breaches = [
        f"{where(module, line)} imports {name}"
        for module in of_wing(wing)
        for name, line in imported_modules(module)
        if modules()[name].wing == "store" and name not in READING_STORE
    ]
    assert breaches == []


@pytest.mark.parametrize("wing", sorted({*PURE, *FOREIGN}))
def test_foreign_imports(wing: str) -> None:
    banned = NOT_IN_PURE if wing in PURE else FOREIGN[wing]
    breaches = [
        f"{where(module, imported.line)} imports {imported.name}"
        for module in of_wing(wing)
        for imported in imports(module)
        for name in banned
        if imported.is_of(name) and (module.name, name) not in EXCEPTIONS
    ]
    assert breaches == []


def test_only_the_transport_opens_sockets() -> None:
    breaches = [
        f"{where(module, imported.line)} imports {imported.name}"
        for module in modules().values()
        for imported in imports(module)
        for name in ("socket", "ssl")
        if imported.is_of(name) and module.wing != "transport" and (module.name, name) not in EXCEPTIONS
    ]
    assert breaches == []


def test_only_the_window_knows_qt() -> None:
    breaches = [
        f"{where(module, imported.line)} imports {imported.name}"
        for module in modules().values()
        for imported in imports(module)
        if module.wing != "gui" and (imported.is_of("PySide6") or imported.is_of("shiboken6"))
    ]
    assert breaches == []


@pytest.mark.parametrize("wing", PURE)
def test_no_clock(wing: str) -> None:
    breaches = [
        where(module, node.lineno)
        for module in of_wing(wing)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in _CLOCK
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date")
    ]
    assert breaches == []


def test_sql_stands_in_the_store_only() -> None:
    breaches = []
    for module in modules().values():
        if module.wing == "store":
            continue
        documentation = _docstrings(module.tree)
        breaches += [
            where(module, node.lineno)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in documentation
            and _SQL.search(node.value)
        ]
    assert breaches == []


def test_no_cycles() -> None:
    graph = {name: {to for to, _ in imported_modules(module)} for name, module in modules().items()}
    assert [sorted(circle) for circle in _circles(graph)] == []


def _docstrings(tree: ast.Module) -> set[ast.AST]:
    """Strings that stand alone as a statement."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Groups of modules that reach each other."""
    reach = {name: _reachable(graph, name) for name in graph}
    circles: list[set[str]] = []
    for name in graph:
        circle = {other for other in reach[name] if name in reach[other]}
        if circle and circle not in circles:
            circles.append(circle)
    return circles


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    pending = list(graph[start])
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending.extend(graph[name])
    return seen
