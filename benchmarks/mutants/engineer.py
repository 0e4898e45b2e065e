"""Guards of the sandbox, and of what the engineer says of programs that ran in it."""

from benchmarks.mutants.mutant import mutant

SANDBOX = "app/parts/sandbox"
SANDBOX_TESTS = "tests/sandbox/test_sandbox.py"
ATTACKED = f"{SANDBOX_TESTS}::test_none_of_the_attacks_gets_out"
STOPPED = f"{SANDBOX_TESTS}::test_what_takes_more_than_it_may_is_stopped"
NOTHING_RUNS = f"{SANDBOX_TESTS}::test_where_it_cannot_start_nothing_runs"
ENGINEER = "app/agents/team/roles/engineer"
ENGINEER_TESTS = "tests/team/engineer/test_engineer.py"
ANSWERED = f"{ENGINEER_TESTS}::test_what_comes_of_an_answer"

OF_ENGINEER = (
    mutant(
        "sandbox: no socket but between its own processes",
        f"{SANDBOX}/syscalls.py",
        "step(EQUAL, AF_UNIX, then=1)",
        "step(AT_LEAST, AF_UNIX, then=1)",
        ATTACKED,
    ),
    mutant(
        "sandbox: no call that is refused",
        f"{SANDBOX}/syscalls.py",
        "*(p for n in numbers if n is not None for p in answer(n, ERRNO | EPERM)),",
        "",
        ATTACKED,
    ),
    mutant(
        "sandbox: root becomes a user that owns nothing",
        f"{SANDBOX}/inside.py",
        "        if user:\n",
        "        if not user:\n",
        ATTACKED,
    ),
    mutant(
        "sandbox: no capability is left",
        f"{SANDBOX}/inside.py",
        "    if ctypes.CDLL(None).capset(header, none) != 0:\n",
        "    if not header:\n",
        ATTACKED,
    ),
    mutant(
        "sandbox: no descriptor of the service is left open",
        f"{SANDBOX}/inside.py",
        "    os.closerange(REPORT + 1, 1024)\n",
        "",
        ATTACKED,
    ),
    mutant(
        "sandbox: limits are not raised",
        f"{SANDBOX}/inside.py",
        "        resource.setrlimit(getattr(resource, name), (soft, hard))\n",
        "        resource.setrlimit(getattr(resource, name), (soft, 2 * hard))\n",
        ATTACKED,
    ),
    mutant(
        "sandbox: all ends when the service lets go",
        f"{SANDBOX}/inside.py",
        "    os.read(held, 1)\n    os._exit(ENDED)\n",
        "    os.read(held, 1)\n",
        STOPPED,
    ),
    mutant(
        "sandbox: words have their limit",
        f"{SANDBOX}/watching.py",
        "            if self.count > self.most:\n",
        "            if self.count < 0:\n",
        STOPPED,
    ),
    mutant(
        "sandbox: what was never begun did not run",
        f"{SANDBOX}/sandbox.py",
        "    if not report.startswith(STARTED):\n",
        "    if report.startswith(STARTED) and not report:\n",
        NOTHING_RUNS,
    ),
    mutant(
        "sandbox: off is off",
        f"{SANDBOX}/sandbox.py",
        '    if settings.code_sandbox == "off":\n',
        '    if settings.code_sandbox == "never":\n',
        NOTHING_RUNS,
    ),
    mutant(
        "engineer: tests that check nothing have not passed",
        f"{ENGINEER}/running.py",
        "    if report.ran < 1 or report.asserts < 1:\n",
        "    if report.ran < 1:\n",
        ANSWERED,
    ),
    mutant(
        "engineer: a program that leaves before its tests has not passed",
        f"{ENGINEER}/running.py",
        '        return (f"The tests did not run to their end (code {outcome.exit_code}).",)\n',
        "        return ()\n",
        ANSWERED,
    ),
    mutant(
        "engineer: a model does not say what ran",
        f"{ENGINEER}/claims.py",
        "if not CLAIM.search(sentence)",
        "if sentence",
        ANSWERED,
    ),
    mutant(
        "engineer: given tests stay as they are",
        f"{ENGINEER}/program.py",
        "    tests = given.tests if given.tests.strip() else reply.tests\n",
        "    tests = reply.tests\n",
        ANSWERED,
    ),
    mutant(
        "engineer: a finding has the words of its line",
        f"{ENGINEER}/code_lines.py",
        "        return spelt_alike(quote) in spelt_alike(self.lines[number - 1])\n",
        "        return True\n",
        ANSWERED,
    ),
    mutant(
        "engineer: code breaks no fence",
        f"{ENGINEER}/code_lines.py",
        '    return safe.replace(fence.mark, "*")\n',
        "    return line\n",
        f"{ENGINEER_TESTS}::test_what_went_wrong_is_told_behind_a_fence_that_it_cannot_break",
    ),
)
