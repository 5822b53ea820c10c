"""A small HTTP server for tests that speaks the chat completions protocol and fails on demand."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

PATIENCE = 60
"""Longest wait of a test, in seconds; after that the test fails."""


class Reply(NamedTuple):
    """One response. `missing` bytes of the announced body are never sent; a `slow` response is sent byte by byte."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    missing: int = 0
    slow: bool = False


def completion(text: str | None, reason: str = "stop", **message: object) -> Reply:
    """Return a successful response in the format of the protocol."""
    reply = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "tiny-2026-01-01",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": reason}
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }
    return Reply(json.dumps(reply).encode())


def failure(status: int, words: str = "no", headers: tuple[tuple[str, str], ...] = (), **error: object) -> Reply:
    """Return an error response in the format of the protocol."""
    return Reply(json.dumps({"error": {"message": words, **error}}).encode(), status, headers)


Script = Callable[[str, int], Reply]
"""Function that returns the reply to a prompt, given how often it has been asked (from 1)."""


class Endpoint:
    """The state of a server: all requests, and a count per prompt. `released` is set at the end of the test."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.url = ""
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.asked: Counter[str] = Counter()
        self.at_once = self.most_at_once = 0
        self.released = threading.Event()
        self.lock = threading.Lock()

    def reply(self, request: dict[str, Any], key: str | None) -> Reply:
        prompt = request["messages"][-1]["content"]
        with self.lock:
            self.requests.append(request)
            self.keys.append(key)
            self.asked[prompt] += 1
            number = self.asked[prompt]
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return self.script(prompt, number)
        finally:
            with self.lock:
                self.at_once -= 1


@contextmanager
def serving(script: Script) -> Iterator[Endpoint]:
    """Run a server and yield its state; `endpoint.url` is the base URL."""
    endpoint = Endpoint(script)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            reply = endpoint.reply(request, self.headers["Authorization"])
            try:
                self.send_response(reply.status)
                for name, value in (("Content-Type", "application/json"), *reply.headers):
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body) + reply.missing))
                self.end_headers()
                for byte in reply.body if reply.slow else ():
                    self.wfile.write(bytes([byte]))
                    endpoint.released.wait(0.05)
                self.wfile.write(b"" if reply.slow else reply.body)
            except ConnectionError:
                pass  # in some tests the client gives up
            self.close_connection = bool(reply.missing)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
