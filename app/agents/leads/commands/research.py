"""`scout leads research`: one run of lead research in this process."""

from collections.abc import Mapping, Sequence

from app.agents.leads.agent import RESEARCH
from app.parts.agent import RunHere


def research_now(lead_id: int, depth: str, run_here: RunHere) -> bool:
    """True when the run completed. Raises MisconfiguredError."""
    begins = f"for lead {lead_id}: reading what public pages say ({depth}) …"
    return run_here(RESEARCH, str(lead_id), begins, summary, {"lead_id": lead_id, "depth": depth})


def summary(stored: Mapping[str, object]) -> Sequence[str]:
    """What `agent_runs.result` tells, in lines."""
    lines = [f"score {stored.get('score')}"]
    missing = stored.get("missing")
    if stored.get("qualified"):
        return [*lines, "qualified"]
    lacks = missing if isinstance(missing, list) else []
    return [*lines, f"not qualified; it lacks {'; '.join(map(str, lacks))}"]
