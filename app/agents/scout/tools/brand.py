"""The tool `brand`: what the brand file says of a brand."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.lib.errors import PermanentError
from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from app.agents.scout.brand.brand_file import Brand
    from app.parts.parts import Parts

LONGEST_ID = 64


class BrandAsked(BaseModel):
    """`brand`: an id of the brand file; "" for the first that this service works for."""

    model_config = ConfigDict(frozen=True)

    brand: Annotated[str, Field(max_length=LONGEST_ID)] = ""


class BrandSaid(BaseModel):
    """As the brand file has it. `example_copy`: the brand's own lines by occasion."""

    model_config = ConfigDict(frozen=True)

    id: str
    display_name: str
    aliases: tuple[str, ...] = ()
    persona: str = ""
    style_guide: str = ""
    keywords: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    banned_words: tuple[str, ...] = ()
    no_go_topics: tuple[str, ...] = ()
    example_copy: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    rivals: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    language: str = "en"


async def say_brand(parts: "Parts", _: Caller, given: BaseModel) -> BrandSaid:
    """Raises PermanentError where there is no such brand, BrandFileError."""
    brand = brand_of(parts, BrandAsked.model_validate(given).brand)
    return BrandSaid(
        id=brand.id,
        display_name=brand.display_name,
        aliases=brand.aliases,
        persona=brand.tone.persona,
        style_guide=brand.tone.style_guide,
        keywords=brand.keywords.core + brand.keywords.extended,
        products=brand.keywords.products,
        banned_words=brand.banned_words,
        no_go_topics=brand.no_go_topics,
        example_copy=brand.example_copy,
        rivals=brand.rivals,
        regions=brand.regions,
        language=brand.language,
    )


def brand_of(parts: "Parts", brand_id: str) -> "Brand":
    """Raises PermanentError, BrandFileError."""
    from app.agents.scout.brand.brands import read_brands
    from app.lib.printable import one_line

    brands = {brand.id: brand for brand in read_brands(parts.settings)}
    if not brand_id:
        return next(iter(brands.values()))
    if brand_id not in brands:
        known = ", ".join(brands)
        raise PermanentError(
            f"This service works for no brand '{one_line(brand_id, 80)}'; it works for: {known}."
        )
    return brands[brand_id]


BRAND = Tool(
    name="brand",
    description="What the brand file says: how the brand speaks, what it is about, which words it "
    "must not use and which topics it must not be seen with.",
    input=BrandAsked,
    output=BrandSaid,
    effect=Effect.READS,
    work=say_brand,
)
