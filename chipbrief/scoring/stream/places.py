"""Folders of parts in an object store: S3, Google Cloud Storage, Azure. They are used like a `Path`.

An object store cannot rename. It does not need to: a file becomes current with the request that completes it (one PUT, or the end of an
upload in pieces), so a reader sees the whole file or none. There are no unfinished files with names of their own, and no locks. Two runs
at once in one folder score the same parts twice, and each file is then written twice with the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chipbrief.problems import fail

SCHEMES = {"s3": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs"}
"""Object stores, each with the package that reads and writes it. Others may show a file before it is complete."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file or folder in an object store."""

    url: str

    def __truediv__(self, name: str) -> Remote:
        return Remote(f"{self.url.rstrip('/')}/{name}")

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self.url.rstrip("/").rpartition("/")[2]

    def exists(self) -> bool:
        """Return whether there is a file."""
        with self._opened() as (system, path):
            system.invalidate_cache()
            return bool(system.exists(path))

    def names(self) -> list[str]:
        """Return the names of the files in a folder. A folder that does not exist has none."""
        with self._opened() as (system, path):
            system.invalidate_cache()
            try:
                return sorted(str(one).rpartition("/")[2] for one in system.ls(path, detail=False))
            except FileNotFoundError:
                return []

    def read(self, limit: int | None = None) -> bytes:
        """Return the content of a file. Raise `InputError` if it has more than `limit` bytes."""
        with self._opened() as (system, path):
            if limit is not None and system.info(path)["size"] > limit:
                raise fail(self.url, f"is larger than {limit:,} bytes", "check that it is the right file")
            return bytes(system.cat_file(path))

    def write(self, data: bytes) -> None:
        """Write a file. It is current, or replaces the one before, when all of it is stored."""
        with self._opened() as (system, path):
            system.pipe_file(path, data)

    @contextmanager
    def _opened(self) -> Iterator[tuple[Any, str]]:
        """Return the file system and the path in it. Raise `InputError` instead of errors of the store."""
        import fsspec

        scheme = self.url.partition("://")[0]
        package = SCHEMES[scheme]
        try:
            yield fsspec.core.url_to_fs(self.url)
        except ImportError:
            raise fail(self.url, f"needs {package}", f"pip install {package}") from None
        except (OSError, ValueError) as error:
            first = next(iter(str(error).splitlines()), type(error).__name__)
            remedy = "check the address, the network and the rights"
            raise fail(self.url, f"cannot be used: {first[:120]}", remedy) from None
        except Exception as error:
            if not type(error).__module__.startswith(("botocore", "aiohttp", "google", "azure", "gcsfs")):
                raise
            remedy = "check the address, the network and the rights"
            raise fail(self.url, f"cannot be used: {str(error)[:120]}", remedy) from None


Place = Path | Remote


def place_of(text: str) -> Place:
    """Return the place that a path or an address names. Raise `InputError` if the address is of no known object store."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        return Path(text)
    if scheme == "file":
        return Path(rest)
    if scheme not in SCHEMES:
        raise fail(text, f"is not an address of {', '.join(f'{one}://' for one in SCHEMES)}", "pass one, or a folder")
    return Remote(text)
