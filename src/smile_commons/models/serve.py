"""Child process that runs llama.cpp's server until whoever started it lets go of its input.

``python -m smile_commons.models.serve`` reads one JSON line (what ``embedded.py`` sends), answers
with one (the address, or what went wrong), and ends as soon as its standard input is closed, which
happens by itself when its parent dies. The key comes by this way and not as an argument, since
arguments can be read by everybody on the machine.
"""

import json
import os
import sys
from typing import Any

_CACHE_MIB = 1024
"""Host memory for prefixes that another prompt has pushed out: some 35,000 tokens at 1.5B."""


def main() -> None:
    """Runs the server; never returns while its parent is there."""
    asked: dict[str, Any] = json.loads(sys.stdin.readline())
    try:
        server = _started(asked)
        answer = {"address": str(server.listening_address)}
    except Exception as error:  # whatever it is, the parent is to hear of it
        answer = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    if "address" in answer:
        sys.stdin.read()
    # Taking the server down in order can hang when it has only just started; there is nothing
    # in it worth keeping.
    os._exit(0)


def _started(asked: dict[str, Any]) -> Any:
    import xllamacpp  # pyright: ignore[reportMissingTypeStubs]

    api: Any = xllamacpp
    parameters: Any = api.CommonParams()
    parameters.model.path = asked["path"]
    parameters.n_ctx = asked["n_ctx"]
    parameters.n_parallel = asked["n_parallel"]
    parameters.kv_unified = True
    parameters.cpuparams.n_threads = asked["threads"]
    parameters.cpuparams_batch.n_threads = asked["threads"]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.cache_ram_mib = _CACHE_MIB
    parameters.cors_origins = ""  # no page in a browser has any business here
    parameters.api_keys = [asked["key"]]
    return api.Server(parameters)


if __name__ == "__main__":
    main()
