"""What stands at an address of the farm, when nothing goes wrong on the way."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from theodore.farm.faults import Fault
from theodore.farm.naming import answers_to
from theodore.farm.pages import scripted
from theodore.farm.pages.content import article, content, posts
from theodore.farm.pages.frame import document
from theodore.farm.pages.placeholders import PLACEHOLDERS, Placeholder, placeholder_html
from theodore.farm.sites import Robots, Site, Sitemap
from theodore.farm.streams import bomb, large_page, large_sitemap, long_page, other_agents
from theodore.model.page import PageKind

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "application/xml"

#: What robots.txt asks programs to leave alone, where it does.
PRIVATE_PATHS = ("/private/", "/admin/")

#: Codec and declarations by variant: (codec, header's charset, meta element's charset).
_CODECS: Mapping[str, tuple[str, str | None, str | None]] = {
    "cp1252_header": ("cp1252", "windows-1252", None),
    "latin1_meta": ("latin-1", None, "iso-8859-1"),
    "cp1252_bare": ("cp1252", None, None),
    "shift_jis_meta": ("shift_jis", None, "shift_jis"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. body: the bytes, or what makes them block by block. may_gzip: the body may be sent compressed."""

    status: int = 200
    content_type: str = HTML
    body: bytes | Callable[[], Iterator[bytes]] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    may_gzip: bool = False


def redirect(url: str, status: int = 301) -> Answer:
    """The answer that sends a client elsewhere."""
    return Answer(status, HTML, f'<html><body><a href="{url}">moved</a></body></html>'.encode(), {"Location": url})


def moved(site: Site, scheme: str, host: str, path: str) -> Answer | None:
    """What those get who did not come to the site's own origin; None for those who did."""
    if site.is_elsewhere(host):
        return _elsewhere(site, scheme, host, path)
    if host == site.deserted:
        return _deserted(site, scheme, host, path)
    old = site.old_host is not None and host.removeprefix("www.") == site.old_host
    if old and path == "/robots.txt":
        return _missing_text()
    if old:
        if site.is_("moved_by_chain"):
            return redirect(f"http://{site.host.removeprefix('www.')}{path}", 302)
        return redirect(f"{site.origin}{path}")
    if scheme == "http" and not site.http_only:
        return redirect(f"https://{host}{path}")
    return redirect(f"{site.origin}{path}") if host != site.host else None


def _elsewhere(site: Site, scheme: str, host: str, path: str) -> Answer:
    """Another company's site: its sitemap is offered as this one's, and its pages have nothing to do with it."""
    if scheme == "http":
        return redirect(f"https://{host}{path}")
    if path == "/robots.txt":
        return _missing_text()
    if path == "/sitemap.xml":
        return Answer(200, XML, _url_set(f"https://{site.elsewhere}", list(site.pages.values())))
    return Answer(200, HTML, _STRANGER.format(host=site.elsewhere).encode())


def _deserted(site: Site, scheme: str, host: str, path: str) -> Answer:
    """A name of the company's that leads to its hoster's server: nothing was ever published there."""
    if scheme == "http":
        return redirect(f"https://{host}{path}")
    if site.is_("bare_default_page") and path == "/":
        return Answer(200, HTML, placeholder_html("default_page_nginx", host).encode())
    return _missing_text()


_STRANGER = (
    "<!DOCTYPE html><html><head><title>{host}</title></head>"
    '<body><h1>{host}</h1><p><a href="mailto:office@{host}">office@{host}</a></p></body></html>'
)


def answer(site: Site, path: str) -> Answer:
    """What stands at this path of the site's own origin. path: with its query, where the site has such addresses."""
    placeholder = PLACEHOLDERS.get(site.variant.name)
    if placeholder and (path != "/robots.txt" or placeholder.covers_robots):
        return _placeholder(site, placeholder)
    if path == "/robots.txt":
        return _robots(site)
    if path.startswith("/sitemap"):
        return _sitemap(site, path)
    kind = next((kind for kind, own in site.pages.items() if own == path), site.naming.twins.get(path))
    if kind is not None:
        return _page(site, kind)
    if site.fault is Fault.SCRIPTED and (found := scripted.beside(site, path)) is not None:
        return Answer(200, f"{found[0]}; charset=utf-8", found[1].encode(), may_gzip=site.style.gzip)
    return _below(site, path)


def _placeholder(site: Site, placeholder: Placeholder) -> Answer:
    html = placeholder_html(site.variant.name, site.host)
    return Answer(placeholder.status, HTML, html.encode(), placeholder.headers)


def robots_text(site: Site) -> str | None:
    """The text of robots.txt; None where there is none."""
    match site.style.robots:
        case Robots.MISSING:
            return None
        case Robots.CLOSED:
            return "User-agent: *\nDisallow: /\n"
        case Robots.SOME_PATHS:
            rules = "".join(f"Disallow: {path}\n" for path in PRIVATE_PATHS)
            others = other_agents() if site.is_("robots_500kb") else ""
            pause = f"Crawl-delay: {site.pause_s:g}\n" if site.tells_its_pause else ""
            return f"{others}# Please mind these.\nUser-agent: *\n{rules}{pause}{_sitemap_line(site)}"
        case Robots.OPEN:
            return f"User-agent: *\nDisallow:\n{_sitemap_line(site)}"


def _sitemap_line(site: Site) -> str:
    match site.style.sitemap:
        case Sitemap.MISSING:
            return ""
        case Sitemap.GZIP:
            return f"\nSitemap: {site.origin}/sitemap.xml.gz\n"
        case _:
            return f"\nSitemap: {site.origin}/sitemap.xml\n"


def _robots(site: Site) -> Answer:
    text = robots_text(site)
    return _missing_text() if text is None else Answer(200, TEXT, text.encode())


def _missing_text() -> Answer:
    return Answer(404, TEXT, b"not found\n")


def _sitemap(site: Site, path: str) -> Answer:
    if site.is_("sitemap_50000") and path == "/sitemap.xml":
        return Answer(200, XML, lambda: large_sitemap(site.origin, list(site.pages.values())))
    if site.elsewhere and path == "/sitemap.xml":
        return redirect(f"https://{site.elsewhere}/sitemap.xml")
    match site.style.sitemap, path:
        case Sitemap.PLAIN, "/sitemap.xml":
            return Answer(200, XML, _url_set(site.origin, [*site.pages.values(), *_post_paths(site)]))
        case Sitemap.INDEX, "/sitemap.xml":
            return Answer(200, XML, _index(site, ["/sitemap-pages.xml", "/sitemap-posts.xml"]))
        case Sitemap.INDEX, "/sitemap-pages.xml":
            return Answer(200, XML, _url_set(site.origin, list(site.pages.values())))
        case Sitemap.INDEX, "/sitemap-posts.xml":
            return Answer(200, XML, _url_set(site.origin, _post_paths(site)))
        case Sitemap.GZIP, "/sitemap.xml.gz":
            packed = zlib.compress(_url_set(site.origin, list(site.pages.values())), 1, wbits=31)
            return Answer(200, "application/gzip", packed)
        case _:
            return _missing(site)


_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _url_set(origin: str, paths: list[str]) -> bytes:
    urls = "".join(f"<url><loc>{origin}{path}</loc><lastmod>2025-03-01</lastmod></url>\n" for path in paths)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_NAMESPACE}>\n{urls}</urlset>\n'.encode()


def _index(site: Site, paths: list[str]) -> bytes:
    maps = "".join(f"<sitemap><loc>{site.origin}{path}</loc></sitemap>\n" for path in paths)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {_NAMESPACE}>\n{maps}</sitemapindex>\n'.encode()


def _post_paths(site: Site) -> list[str]:
    return [path for _, path, _, _ in posts(site)] if PageKind.BLOG in site.pages else []


def _page(site: Site, kind: PageKind) -> Answer:
    if kind is PageKind.HOME and site.is_("home_bomb"):
        return _bomb()
    if kind is PageKind.PRODUCTS and site.is_("inner_bomb"):
        return _bomb()
    if kind is PageKind.PRODUCTS and site.is_("page_50mb"):
        return Answer(200, HTML, large_page)
    if site.fault is Fault.SCRIPTED:
        return Answer(200, HTML, scripted.page_html(site, kind).encode(), may_gzip=site.style.gzip)
    codec, header, meta = _CODECS.get(site.variant.name, ("utf-8", "utf-8", "utf-8"))
    html = document(site, content(site, kind), charset=meta, kind=kind.value)
    if kind is PageKind.PRODUCTS and site.is_("page_9mb"):
        return Answer(200, HTML, long_page(html), {"Content-Encoding": "gzip"})
    content_type = f"text/html; charset={header}" if header else "text/html"
    return Answer(200, content_type, html.encode(codec, "xmlcharrefreplace"), may_gzip=site.style.gzip)


def _bomb() -> Answer:
    return Answer(200, HTML, bomb(), {"Content-Encoding": "gzip"})


def _below(site: Site, path: str) -> Answer:
    """Pages that no menu names: entries of the blog, articles, what robots.txt disallows, the terms of business."""
    known = ("/item/", f"/{site.words.paths['terms'][0]}", *PRIVATE_PATHS)
    if path.startswith(known) or path in _post_paths(site) or answers_to(site.naming, path):
        return Answer(200, HTML, document(site, article(site, path), charset="utf-8").encode())
    return _missing(site)


def _missing(site: Site) -> Answer:
    title = site.words.labels["missing"]
    html = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>404</h1><p>{title}</p></body></html>"
    return Answer(404, HTML, html.encode())
