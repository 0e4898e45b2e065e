"""Which articles tell the same story: the parts behind `app.reading.group`."""
