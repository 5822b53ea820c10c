"""Fixtures for all tests, and a `sum` that rejects floats in the project's code."""

from __future__ import annotations

import importlib.util
import signal
import sys
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

from tests.paths import ROOT

# The time of one example says nothing about the code: other processes share the machine.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

OWN_MODULES = ("chipbrief", "script_", "baseline_")


def exact_sum(values: Iterable[Any], /, start: Any = 0) -> Any:
    """Sum like the built-in function, but fail for floats.

    Since Python 3.12 the built-in `sum` compensates for rounding, so its last digit depends on the interpreter. `math.fsum`
    does not.
    """
    total = sum(values, start)
    if isinstance(total, float):
        raise AssertionError("sum() of floats differs between Python versions; use math.fsum")
    return total


@pytest.fixture(autouse=True)
def _no_sum_of_floats() -> None:
    """Let `sum` fail in the project's own modules if it adds floats. The built-in function stays as it is for all others."""
    for name, module in list(sys.modules.items()):
        if name.startswith(OWN_MODULES):
            module.__dict__.setdefault("sum", exact_sum)


@pytest.fixture
def heeds_interrupts() -> Iterator[None]:
    """Restore SIGINT. A shell makes its background processes ignore it, and the tests and their children inherit this."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


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
