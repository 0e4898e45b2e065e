"""Brand Scout: reads the web for a brand's social media team and mails the best finds."""

__version__ = "0.1.0"
