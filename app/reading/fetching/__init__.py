"""The steps inside one fetch. The door to them is app/reading/fetch.py."""
