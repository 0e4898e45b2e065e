"""Guards of the product manager and the marketing strategist, and of tasks that are handed over."""

from benchmarks.mutants.mutant import mutant

TEAM = "app/agents/team"
GROUNDING = f"{TEAM}/grounding/grounding.py"
STRATEGIST = f"{TEAM}/roles/marketing_strategist"
HANDING_OVER_TESTS = "tests/team/test_handing_over.py"
MANAGER_TESTS = "tests/team/test_product_manager.py"
STRATEGIST_TESTS = "tests/team/test_marketing_strategist.py"
INVENTED = f"{MANAGER_TESTS}::test_what_a_model_invents_is_left_out_and_told"
SAID = f"{STRATEGIST_TESTS}::test_what_a_model_invents_or_may_not_say_is_left_out_and_told"

OF_TEAM = (
    mutant(
        "handing over: a parent that lost its lease asks nobody",
        f"{TEAM}/handing_over.py",
        "        lease.guard(session, desk.claim, now)\n",
        "",
        f"{HANDING_OVER_TESTS}::test_a_parent_that_died_finds_the_same_child_whatever_it_asks_now",
    ),
    mutant(
        "handing over: another's task is no child",
        f"{TEAM}/handing_over.py",
        "    if known.parent_run_id != parent.run_id:\n",
        "    if known.parent_run_id == parent.run_id + 1:\n",
        f"{HANDING_OVER_TESTS}::test_a_task_of_somebody_else_with_the_childs_name_is_no_child",
    ),
    mutant(
        "grounding: a number stands in a source",
        GROUNDING,
        "        if not stands:\n",
        "        if not stands and not value:\n",
        INVENTED,
    ),
    mutant(
        "grounding: a name stands in a source",
        GROUNDING,
        "    unknown = [part for part in parts if part not in ground.words]\n",
        "    return True\n",
        INVENTED,
    ),
    mutant(
        "grounding: a quote stands in a source",
        GROUNDING,
        "        if WORD.search(quote) and not ground.says(quote):\n",
        "        if not quote:\n",
        INVENTED,
    ),
    mutant(
        "product manager: tasks wait in no circle",
        f"{TEAM}/roles/product_manager/take_tasks.py",
        '        problems.append("Tasks wait for each other in a circle.")\n',
        "        pass\n",
        INVENTED,
    ),
    mutant(
        "marketing strategist: the scout looks at all that was written",
        f"{STRATEGIST}/take_campaign.py",
        "idea for idea, wrong in zip(taken.ideas, found[2:], strict=True) if not wrong",
        "idea for idea, _ in zip(taken.ideas, found[2:], strict=True)",
        SAID,
    ),
    mutant(
        "marketing strategist: an idea rests on a find or a fact",
        f"{STRATEGIST}/take_campaign.py",
        '        if rests_on is None or rests_on.source.kind == "request":\n',
        "        if rests_on is None:\n",
        SAID,
    ),
    mutant(
        "marketing strategist: the units that are left over are given away",
        f"{STRATEGIST}/money.py",
        "    for at in by_fraction[: units - sum(whole)]:\n",
        "    for at in by_fraction[:0]:\n",
        f"{STRATEGIST_TESTS}::test_any_split_adds_up_and_each_part_is_within_a_unit_of_its_share",
    ),
)
