"""Crawling: with `spiders/`, the only user of Scrapy."""
