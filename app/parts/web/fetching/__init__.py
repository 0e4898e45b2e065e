"""The steps inside one fetch. The door to them is app/parts/web/fetch.py."""
