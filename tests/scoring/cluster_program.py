"""Run by `test_cluster.py` with the Python of the peer `ray`: score on a cluster and into an object store, and kill what scores.

Usage: cluster_program.py FOLDER, which has `rows.parquet`. Prints what happened as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chipbrief.commands.main import main
from chipbrief.scoring.stream.places import Remote

OWN = ("--document", "article", "--reference", "reference", "--summary", "output")
BUCKET = "s3://scores"


def score(*arguments: str) -> str:
    """Run `chipbrief score` in this process and return what it prints."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = main(["score", *arguments])
    if status:
        raise SystemExit(f"{arguments} ended with {status}")
    return said.getvalue()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is the case, at most a minute."""
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("waited in vain")
        time.sleep(0.02)


def workers_of(raylet: int) -> list[int]:
    """Return the processes of a node that run a task now."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            title = (path / "cmdline").read_bytes()
            if parent == raylet and title.startswith(b"ray::") and b"IDLE" not in title:
                found.append(int(path.name))
    return found


def stamps(folder: Path) -> dict[str, int]:
    """Return when each part was written."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("part-*")}


def on_a_cluster(folder: Path, options: tuple[str, ...]) -> dict[str, Any]:
    """Score on three nodes. Kill a worker, then a node, while they score."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    found: dict[str, Any] = {"nodes": 1 + len(nodes)}
    out = folder / "ray"

    def kill() -> None:
        wait_for(lambda: len(stamps(out)) >= 2)
        raylets = [node.all_processes["raylet"][0].process.pid for node in nodes]
        wait_for(lambda: bool(workers_of(raylets[1])))
        os.kill(workers_of(raylets[1])[0], signal.SIGKILL)
        found["parts when the worker died"] = len(stamps(out))
        wait_for(lambda: bool(workers_of(raylets[0])))
        found["before"] = stamps(out)
        cluster.remove_node(nodes[0], allow_graceful=False)

    killer = threading.Thread(target=kill)
    killer.start()
    engine = ("--engine", "ray", "--address", cluster.address, "--json")
    found["ray"] = score(*options, "--out", str(out), *engine)
    killer.join()
    found["after"] = stamps(out)
    place = Remote(f"{BUCKET}/ray")
    for name in (
        "run.json",
        "part-000003.parquet",
        "part-000007.parquet",
    ):  # begun by one machine, continued by the cluster
        (place / name).write((folder / "local" / name).read_bytes())
    found["begun"] = modified(place)
    found["ray to the store"] = score(*options, "--out", f"{BUCKET}/ray", *engine)
    found["continued"] = modified(place)
    cluster.shutdown()
    return found


def into_a_store(options: tuple[str, ...]) -> dict[str, Any]:
    """Score into the store, kill the process, and continue."""
    place = Remote(f"{BUCKET}/run")
    command = [sys.executable, "-m", "chipbrief", "score", *options, "--out", str(place), "--workers", "1"]
    process = subprocess.Popen(command)
    wait_for(lambda: len(place.names()) >= 3)
    process.kill()
    process.wait()
    before = modified(place)
    said = score(*options, "--out", str(place), "--workers", "1", "--json")
    other = main(["score", *options, "--out", str(place), "--workers", "1", "--seed", "7"])
    return {"store": said, "store before": before, "store after": modified(place), "another seed": other}


def modified(place: Remote) -> dict[str, str]:
    """Return when each part in the store was written, and what it holds."""
    import s3fs

    system = s3fs.S3FileSystem()
    system.invalidate_cache()
    found = system.ls(str(place), detail=True)
    return {one["name"].rpartition("/")[2]: f"{one['LastModified']} {one['ETag']}" for one in found}


def copied(name: str, folder: Path) -> None:
    """Copy a folder of the store."""
    (folder / f"store-{name}").mkdir()
    for one in Remote(f"{BUCKET}/{name}").names():
        (folder / f"store-{name}" / one).write_bytes((Remote(f"{BUCKET}/{name}") / one).read())


def run(folder: Path) -> None:
    import s3fs
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ |= {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_DEFAULT_REGION": "us-east-1"}
    os.environ |= {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "RAY_USAGE_STATS_ENABLED": "0"}
    s3fs.S3FileSystem().mkdir(BUCKET)
    options = (str(folder / "rows.parquet"), *OWN, "--batch", "20")
    found = {"one machine": score(*options, "--out", str(folder / "local"), "--workers", "1", "--json")}
    found |= into_a_store(options)
    found |= on_a_cluster(folder, options)
    copied("run", folder)
    copied("ray", folder)
    server.stop()
    (folder / "found.json").write_text(json.dumps(found))


if __name__ == "__main__":
    run(Path(sys.argv[1]))
