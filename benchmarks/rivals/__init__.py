"""The same websites, crawled by Theodore's crawler and by the crawlers that others would take."""
