from app.api.guesses import SOURCES_KEPT, WINDOW_SECONDS, WRONG_AT_MOST, Guesses, source_of


class Stopwatch:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def guess(guesses: Guesses, times: int, address: str = "203.0.113.5") -> int:
    """How many of the guesses were looked at."""
    looked_at = 0
    for _ in range(times):
        if not guesses.wait_seconds(address):
            looked_at += 1
            guesses.note_wrong(address)
    return looked_at


def test_ten_thousand_guesses_get_ten_looks_a_minute() -> None:
    stopwatch = Stopwatch()
    guesses = Guesses(stopwatch)
    assert guess(guesses, 10_000) == WRONG_AT_MOST
    assert guesses.wait_seconds("203.0.113.5") == WINDOW_SECONDS
    stopwatch.seconds += WINDOW_SECONDS
    assert guess(guesses, 10_000) == WRONG_AT_MOST


def test_others_are_not_locked_out() -> None:
    guesses = Guesses()
    guess(guesses, 100)
    assert guesses.wait_seconds("203.0.113.6") == 0


def test_a_network_of_ipv6_addresses_is_one_source() -> None:
    assert source_of("2001:db8::1") == source_of("2001:db8::ffff:1") != source_of("2001:db8:0:1::1")
    assert source_of("no address") == source_of("")


def test_the_memory_for_sources_is_bounded() -> None:
    guesses = Guesses()
    for number in range(SOURCES_KEPT + 500):
        guesses.note_wrong(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(guesses.wrong) == SOURCES_KEPT
