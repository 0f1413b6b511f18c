"""A newcomer finds things by noun, and can read each at one sitting."""

import ast

VAGUE = {"utils", "util", "common", "helpers", "helper", "manager", "managers", "base", "misc"}
LINES_OF_A_MODULE = 500
LINES_OF_A_FUNCTION = 60


def test_every_name_says_what_is_inside(modules):
    vague = [str(file) for file in modules if VAGUE & {file.stem, *file.parent.parts}]
    assert not vague, f"name these after what they hold: {vague}"


def test_no_module_is_too_long(root, modules):
    lengths = {str(file): len((root / file).read_text("utf-8").splitlines()) for file in modules}
    long = {file: length for file, length in lengths.items() if length > LINES_OF_A_MODULE}
    assert not long, f"split these by idea: {long}"


def test_no_function_is_too_long(root, modules):
    long = []
    for file in modules:
        for node in ast.walk(ast.parse((root / file).read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LINES_OF_A_FUNCTION:
                    long.append(f"{file}:{node.lineno}: {node.name} has {lines} lines")
    assert not long, "split these by step:\n" + "\n".join(long)


def test_every_folder_of_the_package_says_what_it_is_for(root, modules):
    packages = [file for file in modules if file.parts[0] == "src" and file.name == "__init__.py"]
    silent = [str(file) for file in packages if not ast.get_docstring(ast.parse((root / file).read_text("utf-8")))]
    assert packages
    assert not silent, f"give these a first sentence: {silent}"
