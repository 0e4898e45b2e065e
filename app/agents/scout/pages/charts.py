"""Charts in numbers: what the macros of pages/charts.html.j2 draw as SVG without scripts. Pure.

A drawing is WIDTH by HEIGHT whatever the screen; it is stretched, so it holds no text.
"""

from dataclasses import dataclass, field

WIDTH, HEIGHT = 1200, 400
GAP = 0.25
"""Of a column's width."""
LEAST = 6
"""Height of the smallest column: what is not nothing can be seen."""
CEILING_REACH = 2.5
"""A ceiling that is higher than this many times the highest column is told, not drawn: with it
in the picture the columns would be too low to compare."""
LABELS_KEPT = 4
"""On a phone."""
LABELS_AT_MOST = 16
"""On any screen."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` in the chart's unit, None for no data; `words` tell it in full, on
    hover; `short` is printed below it on a wide screen; `figures` are its row in the table
    (`words` when empty); `faint` is for a value that rests on little."""

    label: str
    value: float | None
    words: str
    short: str = ""
    figures: tuple[str, ...] = ()
    faint: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        return self.figures or (self.words,)


@dataclass(frozen=True, slots=True)
class Bar:
    """A column as it is drawn, from `y` down to HEIGHT, in the middle of its slot, which is as
    high as the drawing. Without a value it has no height."""

    slot: float
    slot_width: float
    x: float
    y: float
    width: float
    height: float
    column: Column


@dataclass(frozen=True, slots=True)
class Label:
    """`kept`: on a phone too, where there is no room for all."""

    text: str
    short: str
    kept: bool


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns over time, the latest last; at least one.

    `title` captions the table; `summary` is what somebody hears who cannot see the columns.
    `headings` are those of the table: of the labels, then one for each of a column's cells.
    `ceiling` in the unit of the values: `ceiling_words` name it below the chart ("Ceiling: $5.00
    a day"), `ceiling_short` at the scale ("$5"). `top` fixes the scale (1.0 for shares), else the
    highest value does; `top_words` stand at its upper end. `faint_words` explain pale columns.
    """

    title: str
    columns: tuple[Column, ...]
    summary: str
    headings: tuple[str, ...]
    ceiling: float | None = None
    ceiling_words: str = ""
    ceiling_short: str = ""
    top: float | None = None
    top_words: str = ""
    faint_words: str = ""
    width: int = field(default=WIDTH, init=False)
    height: int = field(default=HEIGHT, init=False)

    @property
    def highest(self) -> float:
        return max((column.value or 0.0 for column in self.columns), default=0.0)

    @property
    def draws_ceiling(self) -> bool:
        if self.ceiling is None or self.ceiling <= 0:
            return False
        return self.highest == 0 or self.ceiling <= CEILING_REACH * self.highest

    @property
    def scale(self) -> float:
        """The value at the upper end; never 0."""
        ceiling = (self.ceiling or 0.0) if self.draws_ceiling else 0.0
        return self.top or max(self.highest, ceiling) or 1.0

    @property
    def upper_words(self) -> str:
        """What stands at the upper end of the scale; "" when all is 0."""
        if self.top:
            return self.top_words
        if self.draws_ceiling and (self.ceiling or 0.0) >= self.highest:
            return self.ceiling_short
        at_top = (one.short or one.words for one in self.columns if one.value == self.highest)
        return next(at_top, "") if self.highest else ""

    @property
    def ceiling_y(self) -> float | None:
        """None when it is not drawn."""
        if not self.draws_ceiling:
            return None
        return round(HEIGHT * (1 - min((self.ceiling or 0.0) / self.scale, 1)), 1)

    @property
    def bars(self) -> tuple[Bar, ...]:
        return tuple(self.bar(number, column) for number, column in enumerate(self.columns))

    def bar(self, number: int, column: Column) -> Bar:
        slot = WIDTH / len(self.columns)
        height = 0.0 if column.value is None else self.height_of(column.value)
        return Bar(
            slot=round(slot * number, 1),
            slot_width=round(slot, 1),
            x=round(slot * (number + GAP / 2), 1),
            y=round(HEIGHT - height, 1),
            width=round(slot * (1 - GAP), 1),
            height=height,
            column=column,
        )

    def height_of(self, value: float) -> float:
        """0 lies flat on the ground: it is not the same as no data."""
        share = min(max(value / self.scale, 0), 1)
        return round(max(HEIGHT * share, LEAST if value > 0 else LEAST / 2), 1)

    @property
    def has_faint(self) -> bool:
        return any(column.faint and column.value is not None for column in self.columns)

    @property
    def is_crowded(self) -> bool:
        """Too many columns for a label below each."""
        return len(self.columns) > LABELS_AT_MOST

    @property
    def labels(self) -> tuple[Label, ...]:
        last = len(self.columns) - 1
        kept = {round(number * last / (LABELS_KEPT - 1)) for number in range(LABELS_KEPT)}
        return tuple(
            Label(column.label, column.short, number in kept)
            for number, column in enumerate(self.columns)
        )


@dataclass(frozen=True, slots=True)
class Share:
    """A row of a bar table: "Food News", 0.6, "12 of 20 voted finds". `share` None: no data."""

    name: str
    share: float | None
    words: str
    faint: bool = False

    @property
    def percent(self) -> str:
        return percent(self.share)

    @property
    def length(self) -> float:
        """Of 100."""
        return round(min(max(self.share or 0.0, 0.0), 1.0) * 100, 1)


def percent(share: float | None) -> str:
    """ "60%"; "" for no data."""
    return "" if share is None else f"{share:.0%}"
