"""Downloading a file over a connection that may break: what came is kept, and the rest is asked for the next time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

    from ui.terminal import Progress

LIMIT_BYTES = 200 * 1024 * 1024
TIMEOUT_SECONDS = 30.0
BLOCK_BYTES = 64 * 1024
PARTIAL_CONTENT, RANGE_NOT_SATISFIABLE = 206, 416


class TooLarge(Exception):
    """The file is larger than the limit."""


def download(url: str, path: Path, *, progress: Progress, limit: int = LIMIT_BYTES) -> None:
    """Save what is at an address as `path`, with progress in kilobytes.

    Until it is complete it is kept as `part_of(path)`; a later call asks for the rest alone, if the server still has
    the same version (RFC 9110, §13.1.5 If-Range). Raises TooLarge above `limit` bytes, and httpx.HTTPError when the
    server cannot be reached, answers with an error or breaks off.
    """
    import httpx

    part, version = part_of(path), path.with_name(f"{path.name}.version")
    with httpx.stream(
        "GET", url, headers=_rest_of(part, version), follow_redirects=True, timeout=TIMEOUT_SECONDS
    ) as response:
        if response.status_code == RANGE_NOT_SATISFIABLE:
            part.unlink()
        response.raise_for_status()
        version.write_text(response.headers.get("etag") or response.headers.get("last-modified", ""), encoding="utf-8")
        try:
            _save(response, part, progress, limit)
        except TooLarge:
            part.unlink()
            version.unlink()
            raise
    part.replace(path)
    version.unlink()


def part_of(path: Path) -> Path:
    """Where a file is kept until it is complete."""
    return path.with_name(f"{path.name}.part")


def _rest_of(part: Path, version: Path) -> dict[str, str]:
    """The headers that ask for the bytes as they are, and for those alone that are missing if that can be told."""
    plain = {"Accept-Encoding": "identity"}
    known = version.read_text(encoding="utf-8") if version.is_file() and part.is_file() else ""
    # A weak validator says that two versions mean the same, not that their bytes are.
    if not known or known.startswith("W/"):
        return plain
    return plain | {"Range": f"bytes={part.stat().st_size}-", "If-Range": known}


def _save(response: httpx.Response, part: Path, progress: Progress, limit: int) -> None:
    resumed = response.status_code == PARTIAL_CONTENT
    done = part.stat().st_size if resumed else 0
    total = done + int(response.headers.get("content-length", 0))
    with part.open("ab" if resumed else "wb") as file:
        for block in response.iter_raw(BLOCK_BYTES):
            done += len(block)
            if done > limit:
                raise TooLarge
            file.write(block)
            progress(f"Descargando {part.stem} (kB)", done // 1024, total // 1024)
