"""What reading one document may take in a worker process of the extraction pool."""

CPU_SECONDS = 5.0
# A little more than the CPU's, for a machine that is busy with other things.
WALL_SECONDS = 5.6
EXTRA_MEMORY_BYTES = 512 * 1024 * 1024
# The parent's own patience, should a worker not end by itself; it covers a worker's start.
ANSWER_SECONDS = 20.0
# Parsers leave memory behind; a worker is replaced before that counts.
JOBS_A_WORKER = 300
MAX_ANSWER_BYTES = 32 * 1024 * 1024
