"""What both kinds of runs need: a newsroom, a model and the settings of a service that reads it."""

from pathlib import Path

import yaml

from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scout_service import ROOT, SECRET
from tests.servers.slow_newsroom import SlowNewsroom


def environment(
    folder: Path, newsroom: SlowNewsroom, endpoint: ModelEndpoint, redis_url: str
) -> dict[str, str]:
    return {
        "EMBEDDED": "1",
        "DATABASE_URL": f"sqlite:///{folder}/scout.db",
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(brand_file(folder, newsroom)),
        "OPENAI_API_KEY": "sk-bench",
        "OPENAI_BASE_URL": endpoint.url,
        "FETCH_ALLOWED_PRIVATE_HOSTS": ",".join(newsroom.hosts),
        "AGENT_RUN_INTERVAL_MINUTES": "1440",
        "LOG_LEVEL": "ERROR",
    }


def brand_file(folder: Path, newsroom: SlowNewsroom) -> Path:
    content = yaml.safe_load((ROOT / "brand_repo.yaml").read_text("utf-8"))
    sites = [{"url": url, "name": f"Site {n}"} for n, url in enumerate(newsroom.feeds)]
    content["brands"][0]["sites"] = sites
    path = folder / "brand_repo.yaml"
    path.write_text(yaml.safe_dump(content), "utf-8")
    return path
