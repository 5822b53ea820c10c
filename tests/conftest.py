"""Fixtures for all tests, and a `sum` that rejects floats in the project's code."""

from __future__ import annotations

import builtins
import importlib.util
import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pytest

from tests.paths import ROOT


def pytest_configure() -> None:
    """Make `sum` raise an error if the project's code adds floats with it.

    Since Python 3.12 `sum` compensates for rounding, so its last digit depends on the version; that of `math.fsum` does not.
    """
    plain = builtins.sum

    def exact_sum(values: Iterable[Any], /, start: Any = 0) -> Any:
        total = plain(values, start)
        caller = str(sys._getframe(1).f_globals.get("__name__"))
        if isinstance(total, float) and caller.startswith(("chipbrief", "script_", "baseline_")):
            raise AssertionError(f"{caller}: sum() of floats differs between Python versions; use math.fsum")
        return total

    builtins.sum = exact_sum


@pytest.fixture(scope="session")
def scripts() -> dict[str, ModuleType]:
    """Return the modules in scripts/ by name. They are loaded by path, because scripts/ is not a package."""
    modules = {}
    for path in sorted((ROOT / "scripts").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"script_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        modules[path.stem] = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = modules[path.stem]  # dataclasses look up annotations here
        spec.loader.exec_module(modules[path.stem])
    return modules
