"""How fast answers come: `python -m evals.latency SET [--url URL] [--cold N]`.

Warm times are of `POST /v1/ask` to a running server, every question of the set twice, the first round not counted; cold
ones of the whole command `ventanilla ask`, from start to exit.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from evals.datasets import load_set

QUESTION = "¿Qué es un hermanamiento?"


def warm(url: str, questions: Sequence[str]) -> list[float]:
    """Milliseconds of each question over HTTP, in the second round. Raises httpx.HTTPError when the server fails."""
    with httpx.Client(base_url=url, timeout=60) as client:
        for question in questions:
            client.post("/v1/ask", json={"question": question}).raise_for_status()
        return [_timed(client, question) for question in questions]


def cold(times: int) -> list[float]:
    """Milliseconds of the command line from start to exit, each time in a new process."""
    command = [str(Path(sys.executable).with_name("ventanilla")), "ask", QUESTION]
    found = []
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        found.append(1000 * (time.perf_counter() - started))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints medians and 95th percentiles."""
    parser = argparse.ArgumentParser(prog="python -m evals.latency", description=__doc__)
    parser.add_argument("set", type=Path, help="a question set (JSON lines)")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="a running server (%(default)s)")
    parser.add_argument("--cold", type=int, default=5, help="runs of the command line (%(default)s)")
    options = parser.parse_args(arguments)
    questions = [question.question for question in load_set(options.set)]
    for label, times in (
        ("warm, over HTTP", warm(options.url, questions)),
        ("cold, ventanilla ask", cold(options.cold)),
    ):
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"{label}: p50 {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, {len(times)} times")


def _timed(client: httpx.Client, question: str) -> float:
    started = time.perf_counter()
    client.post("/v1/ask", json={"question": question}).raise_for_status()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
