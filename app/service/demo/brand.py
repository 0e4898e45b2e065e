"""The demo's brand file: the shipped brand, with the sample newsroom in place of its sites."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from app.agents.scout.brand.located_yaml import Value, read_located_yaml
from app.lib.errors import MisconfiguredError
from app.service.demo.server import SampleSite

HEADING = "# Written by the demo from {source}; a change made here is lost at the next start.\n"


def write_demo_brand_file(source: Path, sites: Iterable[SampleSite], target: Path) -> None:
    """Writes `target`, making its folder. Raises MisconfiguredError when `source` is no brand file.

    A site's kind is left out: finding out what an address leads to is part of what is shown.
    """
    document = read_located_yaml(source).value
    brands = document.get("brands") if isinstance(document, dict) else None
    if not isinstance(brands, list):
        raise MisconfiguredError([f"{source.name} line 1: there is no list of brands in the file"])
    places = tuple(sites)
    demo = [_with_sites(brand, places) for brand in brands]
    text = yaml.safe_dump({"brands": demo}, sort_keys=False, allow_unicode=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(HEADING.format(source=source.name) + text, encoding="utf-8")


def _with_sites(brand: Value, sites: tuple[SampleSite, ...]) -> Value:
    # A list of its own for each brand: the same one twice would be dumped as an alias, which the
    # brand file's reader refuses.
    named: list[Value] = [{"name": site.name, "url": site.url} for site in sites]
    return {**brand, "sites": named} if isinstance(brand, dict) else brand
