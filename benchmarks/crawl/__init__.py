"""Reading a hundred sites, side by side with Scrapy on the same newsroom, with the same extraction.

    make crawl      (installs Scrapy beside the project's own packages)

Both read the listing page of every site and the ten articles it links, with robots.txt, at most
two requests at once for each site, no gap, and 100 ms before each answer.
"""
