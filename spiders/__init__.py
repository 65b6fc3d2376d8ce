"""Spider classes, one per way in which boards are built. Scrapy loads them by name."""
