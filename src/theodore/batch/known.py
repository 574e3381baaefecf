"""What a journal knows of a website's site, for whoever visits it outside of any run."""

from __future__ import annotations

from pathlib import Path

from theodore.batch.log import get_logger
from theodore.crawl.urls import parse_website
from theodore.model.errors import FetchFailed, JournalUnavailable
from theodore.model.statistics import SiteKnowledge
from theodore.store.journal import Journal

log = get_logger(__name__)


def known_site(journal: Path, website: str) -> SiteKnowledge:
    """What the journal at this place knows of a website's site: nothing where there is no journal that can be read."""
    try:
        key = parse_website(website).site_key
        with Journal.open_reader(journal) as opened, opened.read() as reader:
            return reader.site(key)
    except FetchFailed:
        return SiteKnowledge()  # the attempt says what is wrong with it
    except JournalUnavailable as error:
        log.debug("site_not_known", because=str(error))
        return SiteKnowledge()
