"""What reading one document may take in a worker process of the extraction pool."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExtractionLimits:
    """For one document, save `jobs_a_worker`: parsers may leave memory behind, so a process is
    replaced before that counts (1,500 real pages left one at 139 MB, where 100 had brought it).
    What a document takes is processor time: on a busy machine an innocent one waits for it, and
    must not be lost for that. `wall_seconds` is for a reader that waits for what never comes.
    Memory is what a worker may grow by once it has started.
    """

    cpu_seconds: float = 5.0
    wall_seconds: float = 60.0
    extra_memory_bytes: int = 512 * 1024 * 1024
    jobs_a_worker: int = 1_000


# The parent's own patience, should a worker not end by itself; it covers a worker's start, which
# takes two seconds of processor time.
ANSWER_SECONDS = 120.0
MAX_ANSWER_BYTES = 32 * 1024 * 1024
