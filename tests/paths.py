"""Paths of the test data, and markers for tests that need data from outside the repository."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TESTS = Path(__file__).resolve().parent
CASES = TESTS / "cases"
ROOT = TESTS.parent
SHARED = ROOT.parent / "shared"
"""Folder of raw pages and corpora that are not in the repository. Tests that need them are skipped if it is missing."""
needs_pages = pytest.mark.skipif(not (SHARED / "pages").is_dir(), reason="needs the raw pages")
HUMAN = SHARED / "human"
"""Folder of corpora with summaries by people, one clone per folder."""
needs_gum = pytest.mark.skipif(not (HUMAN / "gum").is_dir(), reason="needs the GUM corpus")
needs_human = pytest.mark.skipif(not HUMAN.is_dir(), reason="needs the corpora with summaries and judgements by people")
needs_rouge155 = pytest.mark.skipif(
    not (SHARED / "rouge155").is_dir(), reason="needs the values that ROUGE-1.5.5 printed"
)


PEERS = ROOT / ".peers"
"""Folder of environments with other programs (an annotation server, harnesses), made by `.ci/install_peers`."""


def peer(name: str) -> Path:
    """Return the Python of the environment with the program `name`. It may not exist: see `needs_peer`."""
    return PEERS / name / "bin" / "python"


def needs_peer(name: str) -> pytest.MarkDecorator:
    """Return the marker of tests that talk to the program `name`."""
    return pytest.mark.skipif(not peer(name).exists(), reason=f"needs {name} (.ci/install_peers {name})")


def baseline_module(name: str) -> ModuleType:
    """Return a baseline's file as a module. It is loaded by path, because baselines/ is not a package."""
    spec = importlib.util.spec_from_file_location(f"baseline_{name}", ROOT / "baselines" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
