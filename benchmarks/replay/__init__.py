"""Five months of feeds as the runs that would have read them, and what their mails brought."""
