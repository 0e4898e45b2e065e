"""Which articles tell the same story: the parts behind `app.parts.reading.group`."""
