"""What reading one document may take in a worker process of the extraction pool."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExtractionLimits:
    """For one document, save `jobs_a_worker`: parsers may leave memory behind, so a process is
    replaced before that counts (1,500 real pages left one at 139 MB, where 100 had brought it).
    `wall_seconds` is a little more than the CPU's, for a machine that is busy with other things;
    memory is what a worker may grow by once it has started.
    """

    cpu_seconds: float = 5.0
    wall_seconds: float = 5.6
    extra_memory_bytes: int = 512 * 1024 * 1024
    jobs_a_worker: int = 1_000


# The parent's own patience, should a worker not end by itself; it covers a worker's start.
ANSWER_SECONDS = 20.0
MAX_ANSWER_BYTES = 32 * 1024 * 1024
