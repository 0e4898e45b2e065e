"""How long each page takes with a long past behind it: `python -m benchmarks.page_times`."""
