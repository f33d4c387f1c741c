"""Files and folders are nouns of the field; files stay short enough to be read."""

import ast

from tests.architecture.modules import modules

NO_NAMES = {"util", "utils", "misc", "common", "helper", "helpers", "manager", "handler", "service", "base", "impl"}
LINES_PER_FILE = 400
LINES_PER_FUNCTION = 60


def test_no_empty_names() -> None:
    breaches = [name for name in modules() if NO_NAMES & set(name.replace("_", ".").split("."))]
    assert breaches == []


def test_no_get() -> None:
    breaches = [
        f"{module.path}:{node.lineno} {node.name}"
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.lstrip("_").startswith("get_")
    ]
    assert breaches == []


def test_files_are_short() -> None:
    lengths = {name: len(module.path.read_text(encoding="utf-8").splitlines()) for name, module in modules().items()}
    assert {name: length for name, length in lengths.items() if length > LINES_PER_FILE} == {}


def test_functions_are_short() -> None:
    breaches = [
        f"{module.path}:{node.lineno} {node.name}: {length} lines"
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LINES_PER_FUNCTION
    ]
    assert breaches == []
