"""The brands that this service works for, read from the brand file by whoever needs them."""

from dataclasses import dataclass, fields

from app.agents.scout.brand.brand_file import Brand, choose_brands, load_brands
from app.lib.errors import BrandFileError, MisconfiguredError
from app.lib.settings.settings import Settings
from app.parts.parts import Parts


@dataclass(frozen=True, slots=True)
class ScoutParts(Parts):
    """What a process works with, and the brands it works for."""

    brands: tuple[Brand, ...] = ()


def with_brands(parts: Parts) -> ScoutParts:
    """As the brand file has them now. Raises BrandFileError."""
    given = {field.name: getattr(parts, field.name) for field in fields(Parts)}
    return ScoutParts(**given, brands=read_brands(parts.settings))


def read_brands(settings: Settings) -> tuple[Brand, ...]:
    """The chosen brands as the file has them now. Raises BrandFileError."""
    try:
        return choose_brands(load_brands(settings.brand_repo_path), settings.brand_ids, "BRAND_ID")
    except MisconfiguredError as error:
        raise BrandFileError(error.problems) from error
