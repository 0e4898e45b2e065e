"""The brand file as the service understands it, with what each part of it is used for."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.brand.site_names import names_shown
from app.agents.scout.pages.brand_choice import Choice, choices
from app.agents.scout.pages.brand_file import BrandFileState, read_brand_file
from app.agents.scout.pages.brand_hints import Hint, hints
from app.lib.colours import text_on


@dataclass(frozen=True, slots=True)
class Words:
    """A list of the file: what it is used for, or what follows from there being none."""

    title: str
    use: str
    entries: tuple[str, ...]
    when_none: str


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour of the mail. `text`: what is written on it in."""

    name: str
    colour: str
    text: str
    use: str


@dataclass(frozen=True, slots=True)
class BrandView:
    """One brand. `file` is the brand file's name; `now` how the file is at this moment."""

    file: str
    now: BrandFileState
    choices: tuple[Choice, ...] = ()

    @property
    def brand(self) -> Brand:
        return self.now.brand

    @property
    def site_names(self) -> Mapping[str, str]:
        """By address."""
        return names_shown(self.brand)

    @property
    def hints(self) -> tuple[Hint, ...]:
        """None while the file is broken: first things first."""
        return () if self.now.problems else hints(self.brand)

    @property
    def subjects(self) -> tuple[Words, ...]:
        return looked_for(self.brand)

    @property
    def limits(self) -> tuple[Words, ...]:
        return kept_away(self.brand)

    @property
    def swatches(self) -> tuple[Swatch, ...]:
        return swatches(self.brand)


def read_brand(parts: ScoutParts, held: Brand) -> BrandView:
    """Reads the brand file anew. `held` is the brand as this process read it at its start."""
    return BrandView(
        file=parts.settings.brand_repo_path.name,
        now=read_brand_file(parts, held),
        choices=choices(parts, held),
    )


def looked_for(brand: Brand) -> tuple[Words, ...]:
    return (
        Words(
            "Core keywords",
            "what the brand is about: a story on one of these is a must-see",
            brand.keywords.core,
            "None: hardly any story can score high.",
        ),
        Words(
            "The world around",
            "the trade and its surroundings: a story on one of these is useful",
            brand.keywords.extended,
            "None: only the core keywords count.",
        ),
        Words(
            "Products",
            "our own, by name: a story with one of these may be about us",
            brand.keywords.products,
            "None.",
        ),
        Words(
            "Rivals",
            "others in the market: their news is of interest, their troubles are not ours to use",
            brand.rivals,
            "None: only companies of the trade that the service knows anyway.",
        ),
        Words(
            "Regions",
            "where the brand is at home: a story from there counts more",
            brand.regions,
            "None: no place counts more than another.",
        ),
    )


def kept_away(brand: Brand) -> tuple[Words, ...]:
    return (
        Words(
            "No-go topics",
            "never seen with: a story on one of these is held back, however well it fits",
            brand.no_go_topics,
            "None: no story is ever held back.",
        ),
        Words(
            "Banned words",
            "not in our copy: a suggestion that uses one is dropped; a story that does is not",
            brand.banned_words,
            "None: a suggestion may use any word.",
        ),
    )


def swatches(brand: Brand) -> tuple[Swatch, ...]:
    primary, secondary = brand.colours.primary, brand.colours.secondary
    return (
        Swatch("First", primary, text_on(primary), "the mail's head and its Yes buttons"),
        Swatch("Second", secondary, text_on(secondary), "the line below the head and the ranks"),
    )
