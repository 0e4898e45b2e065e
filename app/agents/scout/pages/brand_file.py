"""The brand file as it is at this moment, beside what this process read at its start."""

from dataclasses import dataclass

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.brands import read_brands
from app.lib.errors import BrandFileError
from app.parts.parts import Parts


@dataclass(frozen=True, slots=True)
class BrandFileState:
    """`brand` as the next run would read it; with `problems` in the file, as this process did.

    `changed`: the keys of the brand whose values differ between the two.
    """

    brand: Brand
    problems: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def read_brand_file(parts: Parts, held: Brand) -> BrandFileState:
    """Reads the file. `held` is the brand as this process has it."""
    try:
        brands = read_brands(parts.settings)
    except BrandFileError as error:
        return BrandFileState(held, problems=tuple(error.problems))
    brand = next((one for one in brands if one.id == held.id), held)
    return BrandFileState(brand, changed=changed_keys(held, brand))


def changed_keys(one: Brand, other: Brand) -> tuple[str, ...]:
    return tuple(key for key in Brand.model_fields if getattr(one, key) != getattr(other, key))
