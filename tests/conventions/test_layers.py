"""Arrows point down: the import contracts of pyproject.toml hold."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path


def test_import_contracts_hold(tmp_path):
    # A cache of its own, so that two runs at once do not read each other's half-written files.
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--config", "pyproject.toml", "--cache-dir", str(tmp_path)]

    result = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": "."}
    )

    assert result.returncode == 0, result.stdout + result.stderr


def test_every_folder_and_module_of_the_portal_has_its_layer():
    contracts = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    arrows = next(one for one in contracts if one["type"] == "layers")

    layers = {part.strip("() ") for layer in arrows["layers"] for part in layer.split("|")}

    present = {path.stem for path in Path("portal").iterdir() if path.suffix == ".py" or is_package(path)}
    assert arrows["exhaustive"] is True
    assert present - {"__init__"} <= layers


def is_package(path: Path) -> bool:
    """Tell whether a folder holds code."""
    return (path / "__init__.py").exists()
