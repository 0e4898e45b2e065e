"""Colours that can be read on each other (WCAG 2.2: relative luminance and contrast ratio)."""

BLACK, WHITE = "#000000", "#FFFFFF"
"""On any colour one of the two has a contrast of 4.58 or more; a softer black would not do."""

READABLE = 4.5
"""Least contrast of body text, WCAG 2.2, 1.4.3 (AA)."""


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0-255, of "#RGB" or "#RRGGBB"."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    shares = [channel / 255 for channel in channels(colour)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(background: str) -> str:
    """Black or white, whichever is read more easily there."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, background))


def readable_on(colour: str, background: str) -> str:
    """`colour` itself where text in it can be read on `background`, else the nearest mix of it
    with black or white that can."""
    towards = text_on(background)
    mixes = (mixed(colour, towards, share / 20) for share in range(21))
    return next((mix for mix in mixes if contrast(mix, background) >= READABLE), towards)


def mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02X}" for one, two in pairs)
