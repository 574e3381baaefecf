"""Links as programs hand them over: behind another's redirect, with the marks of a campaign, into a shop for apps."""

from __future__ import annotations

import re
from collections.abc import Mapping

from yarl import URL

#: Who wraps links, and the parameter that holds the target. A name in front with a dot stands for all below it.
_WRAPPERS: Mapping[str, tuple[str, ...]] = {
    "l.facebook.com": ("u",),
    "lm.facebook.com": ("u",),
    "l.instagram.com": ("u",),
    "www.google.com": ("url", "q"),
    "google.com": ("url", "q"),
    "translate.google.com": ("u",),
    "www.youtube.com": ("q",),
    "www.linkedin.com": ("url",),
    ".safelinks.protection.outlook.com": ("url",),
    "out.reddit.com": ("url",),
    "slack-redir.net": ("url",),
    "duckduckgo.com": ("uddg",),
}
#: Their pages that lead on; others of theirs hold such parameters too, and mean something else.
_LEADS_ON = re.compile(r"/(?:l\.php|url|link|translate|redirect|redir/redirect|safety/go|l/)?", re.IGNORECASE)
#: Targets that stand in the path.
_IN_PATH = (
    re.compile(r"https?://(?:www\.)?web\.archive\.org/web/[0-9a-z_*]{1,20}/(?P<target>(?:https?:/)?.+)", re.IGNORECASE),
    re.compile(r"https?://urldefense\.com/v3/__(?P<target>.+?)__;", re.IGNORECASE),
)
#: Marks of campaigns and of who sent a visitor: they say nothing of the website.
_MARKS = re.compile(
    r"(?:utm_[a-z_]+|hsa_[a-z]+|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|"
    r"mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|srsltid|_ga|_gl|vero_id|oly_anon_id|oly_enc_id)",
    re.IGNORECASE,
)
#: Where a page tells of an app, of a place on a map or of a search, and never of a company alone.
_NOT_THEIRS: Mapping[str, str] = {
    "apps.apple.com": "an app store",
    "itunes.apple.com": "an app store",
    "play.google.com": "an app store",
    "appgallery.huawei.com": "an app store",
    "apps.microsoft.com": "an app store",
    "maps.google.com": "a map",
    "maps.app.goo.gl": "a map",
    "maps.apple.com": "a map",
    "docs.google.com": "a document",
    "drive.google.com": "a document",
}
_SEARCHES = re.compile(
    r"https?://(?:www\.)?(?:google|bing|duckduckgo|ecosia)\.[a-z.]{2,6}/(?P<what>search|maps)?(?:[/?]|$)"
)


def target_of(url: str) -> str | None:
    """Where a wrapped link leads to, as it stands there; None where this is none."""
    for pattern in _IN_PATH:
        if (found := pattern.match(url)) is not None:
            return found["target"]
    parsed = URL(url)
    host = parsed.raw_host or ""
    names = next((names for wrapper, names in _WRAPPERS.items() if _is(host, wrapper)), ())
    if not names or _LEADS_ON.fullmatch(parsed.path) is None:
        return None
    targets = (parsed.query.get(name, "") for name in names)
    # a search has a parameter of that name too: only an address is a target
    return next((target for target in targets if target.lower().startswith(("http://", "https://"))), None)


def without_marks(url: URL) -> URL:
    """The URL without the marks of campaigns in its query; the rest of it stays to the letter."""
    query = url.raw_query_string
    if not query or "=" not in query:
        return url
    kept = [part for part in query.split("&") if not _MARKS.fullmatch(part.partition("=")[0])]
    if len(kept) == query.count("&") + 1:
        return url
    return URL(f"{url.origin()}{url.raw_path}{'?' if kept else ''}{'&'.join(kept)}", encoded=True)


def elsewhere(url: str) -> str | None:
    """What this is, where it is a page of a shop for apps, of a map or of a search; None where it may be a website."""
    host = URL(url).raw_host or ""
    if host in _NOT_THEIRS:
        return _NOT_THEIRS[host]
    found = _SEARCHES.match(url)
    return (
        None if found is None or found["what"] is None else "a search engine" if found["what"] == "search" else "a map"
    )


def _is(host: str, wrapper: str) -> bool:
    return host.endswith(wrapper) if wrapper.startswith(".") else host == wrapper
