"""The finance manager's guards: nothing is counted twice or mixed, no number is a model's own."""

from benchmarks.mutants.mutant import Mutant, mutant

ROLE = "app/agents/team/roles/finance_manager"
TESTS = "tests/team/finance_manager"

OF_FINANCE: tuple[Mutant, ...] = (
    mutant(
        "finance: a total is not counted with what it adds up",
        f"{ROLE}/reading/lines.py",
        "            if kind_of in {RowKind.TOTAL, RowKind.RESULT}:",
        "            if kind_of is RowKind.RESULT:",
        f"{TESTS}/test_reading.py::test_totals_and_results_are_not_counted_and_each_is_told",
    ),
    mutant(
        "finance: an amount that may be two numbers is refused",
        f"{ROLE}/reading/amounts.py",
        "    if is_open and (by.mark is None or",
        "    if is_open and (by.mark == ' ' or",
        f"{TESTS}/test_reading.py::test_what_is_no_plain_amount_is_refused_with_its_line",
    ),
    mutant(
        "finance: a rate of a later day is not used",
        f"{ROLE}/computing/converting.py",
        " and rate.date <= line.day",
        "",
        f"{TESTS}/test_figures.py"
        "::test_sixty_books_in_eight_forms_come_to_the_same_cents_as_by_fractions",
    ),
    mutant(
        "finance: halves of a cent are rounded up",
        f"{ROLE}/computing/money.py",
        "    found = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)",
        "    found = number.quantize(Decimal(1).scaleb(-places), 'ROUND_HALF_EVEN', EXACT)",
        f"{TESTS}/test_by_hand.py"
        "::test_an_amount_is_rounded_half_up_to_the_smallest_unit_of_its_currency",
    ),
    mutant(
        "finance: a number word of the model's is found",
        f"{ROLE}/prose.py",
        "    if lower in number_words() or word in CURRENCIES:",
        "    if word in CURRENCIES:",
        f"{TESTS}/test_prose.py::test_a_number_of_the_models_own_is_refused_in_any_form",
    ),
    mutant(
        "finance: two figures side by side make no third",
        f"{ROLE}/prose.py",
        "    if BETWEEN_FIGURES.search(text):",
        "    if not text:",
        f"{TESTS}/test_prose.py::test_a_number_of_the_models_own_is_refused_in_any_form",
    ),
)
