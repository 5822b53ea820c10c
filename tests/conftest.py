"""Fixtures for every test, and what makes a missing input a failure where it ought to be there."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.paths import ROOT


@pytest.fixture(scope="session")
def scripts() -> dict[str, ModuleType]:
    """The modules of scripts/, by name; they are files to run, not a package."""
    modules = {}
    for path in sorted((ROOT / "scripts").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"script_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        modules[path.stem] = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = modules[path.stem]  # where a dataclass looks for its annotations
        spec.loader.exec_module(modules[path.stem])
    return modules
