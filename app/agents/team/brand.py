"""The brand that a role works for, as the scout's tool `brand` tells it."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from app.agents.team.desk import Desk
from app.agents.team.sources import Gathered, Given, Source
from app.lib.errors import PermanentError
from app.parts.runs.lease import LeaseLostError


class BrandAsked(BaseModel):
    """As the tool takes it: an id of the brand file, "" for the first."""

    brand: str = ""


class BrandSaid(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    display_name: str
    aliases: tuple[str, ...] = ()
    persona: str = ""
    style_guide: str = ""
    products: tuple[str, ...] = ()
    banned_words: tuple[str, ...] = ()
    no_go_topics: tuple[str, ...] = ()
    example_copy: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    regions: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What the brand and its products are called, which any text of ours may say."""
        return (self.display_name, *self.aliases, *self.products)

    @property
    def lines(self) -> tuple[str, ...]:
        """Some that sound like the brand, one of each occasion."""
        return tuple(lines[0] for lines in self.example_copy.values() if lines)

    def facts(self) -> Gathered:
        """Each product is one that an idea may rest on."""
        return Gathered(
            tuple(
                Given(
                    Source(id=f"fact:product-{number}", kind="fact", title=f"Our {product}"),
                    f"{self.display_name} sells {product}.",
                )
                for number, product in enumerate(self.products, start=1)
            )
        )


async def read_brand(desk: Desk, brand: str) -> BrandSaid | str:
    """Or why it cannot be read, in words. Raises LeaseLostError, TransientError."""
    try:
        return await desk.use("brand", BrandAsked(brand=brand), BrandSaid)
    except LeaseLostError:
        raise
    except PermanentError as error:
        return f"The brand file was not read: {error}"
