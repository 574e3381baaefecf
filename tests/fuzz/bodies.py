"""What stands in hostile answers: pages, robots.txt files, sitemaps and feeds, bent and broken."""

from __future__ import annotations

from random import Random

_PATHS = (
    "/about",
    "/team",
    "/contact",
    "/impressum",
    "/jobs",
    "/products",
    "/pricing",
    "/blog/a",
    "/privacy",
    "/de/kontakt",
)
_SENTENCE = "Nordwind Logistik GmbH moves goods by rail and sea since 1962. "
_FACTS = (
    "<p>Tel. +49 30 123456, info@nordwind.test</p>",
    "<p>Nordwind Logistik GmbH, Hafenstra\u00dfe 1, 20457 Hamburg</p>",
    "<p>Anna Weber, CEO</p><p>Founded in 1962</p>",
    "<a href='https://www.linkedin.com/company/nordwind'>LinkedIn</a>",
    '<script type="application/ld+json">{"@type":"Organization","name":"Nordwind","telephone":"+4930123456"}</script>',
    "<form action=/send method=post><input name=mail><textarea></textarea></form>",
    "<h2>Jobs</h2><ul><li>Driver (m/w/d)</li></ul>",
)
_JSON = (
    "null", "[]", "{}", "1", '"x"', "NaN", "Infinity", "-0", "1e999", "9" * 5_000, "[" * 5_000, '{"a":' * 3_000, '{"@type":null}',
    '{"@type":["Organization",1,null,{}],"name":{"@value":["x"]},"address":[[[]]]}', '{"@graph":{"@graph":[{"@graph":1}]}}',
    '{"@type":"Organization","name":' + '"' + "x" * 50_000 + '"}', '{"@type":"Organization","foundingDate":-1e300}',
    '{"@type":"Organization","foundingDate":99999999999999999999,"employee":[1,"x",null,{"name":[]}],"sameAs":{"a":1}}',
    '{"@type":"JobPosting","title":1,"datePosted":"0000-00-00","jobLocation":"x"}', '{"@id":"#a","@type":"Organization","parent":{"@id":"#a"}}',
    '{"@type":"Organization","telephone":["+49",49,null,"\\ud800"],"email":["@","a@","@b"],"logo":{"url":{"url":1}}}', "{,}", '{"a":1,}', "\x00",
    '{"@type":"Person","name":"Anna","jobTitle":["CEO",1]}', "/*x*/{}", "<!--{}-->", '{"@type":"LocalBusiness","geo":{"latitude":"x"}}',
)  # fmt: skip
_TOKENS = (
    "<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>", "<?", "<!DOCTYPE", "&#0;", "&#x110000;", "&#xD800;", "&#9999999999999999999;", "&amp",
    "&NotEqualTilde;", "<div>", "</div>", "<p>", "<table><tr><td>", "</table>", "<a href=", "<b><i><u>", "</b>", "<svg><script>", "<math><mi>",
    "<template>", "<noscript>", "<plaintext>", "<xmp>", "<textarea>", "<title>", "<select><option>", "<form>", "<frameset>", "<base href='//'>",
    "<base href='http://['>", "<base href='javascript:x'>", "<meta charset=utf-7>", "<meta http-equiv=refresh content='0;url=/about'>",
    "<meta http-equiv=refresh content='" + "9" * 300 + ";url=http://127.0.0.1/'>", "<link rel=canonical href='http://[::1]/'>", "<html lang='" + "x" * 500 + "'>",
    "<a href='http://\u00fc\u00fc.test/'>x</a>", "<a href='mailto:" + "x" * 500 + "@'>x</a>", "<a href='tel:" + "0" * 500 + "'>x</a>",
    "<div style='display:none'>", "<style>*{display:none}</style>", "<style>:not(", "<style>@media{{{{", "<div hidden>", "<p itemprop=name itemscope>",
    "<img src='data:image/png;base64," + "A" * 3_000 + "'>", "<iframe srcdoc='<iframe>'>", "\u202e", "\u200b", "\ufeff", "\ufffe", "\U0010ffff", "\u0130",
    "\u2028", "\0", "=cmd|' /C calc'!A0", "'; DROP TABLE rows;--", "{{7*7}}", "${jndi:ldap://x}", "%s%n%x", "../../../etc/passwd", "\x1b[2J\x1b]0;x\x07",
)  # fmt: skip


def body_of(rng: Random, path: str, host: str) -> bytes:
    """The body that this path answers with."""
    if path.endswith("robots.txt"):
        text = _robots(rng, host) if rng.random() < 0.8 else _page(rng, host)
    elif "sitemap" in path or path.endswith((".xml", ".gz")):
        text = _sitemap(rng, host) if rng.random() < 0.8 else _page(rng, host)
    else:
        text = _page(rng, host)
    if rng.random() < 0.4:
        text = _bent(rng, text)
    data = text.encode(_charset(rng), "replace" if rng.random() < 0.5 else "xmlcharrefreplace")
    if rng.random() < 0.05:
        data = rng.choice(
            (
                b"",
                b"\0" * 100,
                rng.randbytes(5_000),
                b"%PDF-1.4",
                b"\x89PNG\r\n",
                b"\xff\xfe",
                b"\xef\xbb\xbf",
                b" \n" * 5_000,
            )
        )
    return data


def odd_text(rng: Random) -> str:
    """A short text that somebody may trip over."""
    return rng.choice(
        (
            rng.choice(_TOKENS)[:400],
            "".join(chr(rng.choice((rng.randrange(32, 127), rng.randrange(0x24F)))) for _ in range(20)),
        )
    )


def _page(rng: Random, host: str) -> str:
    links = "".join(f"<a href='{path}'>{path[1:]}</a>" for path in rng.sample(_PATHS, rng.randrange(len(_PATHS))))
    links += "".join(f"<a href='{_href(rng, host)}'>{odd_text(rng)}</a>" for _ in range(rng.choice((0, 0, 3, 30))))
    facts = "".join(rng.sample(_FACTS, rng.randrange(len(_FACTS))))
    scripts = "".join(
        f'<script type="application/ld+json">{rng.choice(_JSON)}</script>' for _ in range(rng.choice((0, 0, 1, 4)))
    )
    state = rng.choice(("", "", "", f'<script id="__NEXT_DATA__" type="application/json">{rng.choice(_JSON)}</script>'))
    prose = _SENTENCE * rng.choice((0, 3, 30, 30))
    return f"<!doctype html><html><head><title>Nordwind</title></head><body><nav>{links}</nav>{facts}{scripts}{state}<p>{prose}</p></body></html>"


def _href(rng: Random, host: str) -> str:
    return rng.choice(
        (
            *(
                f"/{rng.randrange(99)}",
                f"http://{host}/about?{rng.randrange(9)}",
                f"//{host}/team",
                "http://[",
                "///",
                "\\\\x\\y",
                "?",
                "..",
                "/../x",
            ),
            *(
                "javascript:x",
                "http://%zz/",
                "/%00",
                "/%ff%fe",
                "/\u00fc/\u65e5\u672c",
                "/" + "a/" * 600,
                "/" + "x" * 3_000,
                "http://a@b@c/",
                "/about#" + "x" * 99,
            ),
            *(
                f"http://{host}:99999/",
                f"http://{host}:/about",
                f"HTTP://{host.upper()}/Impressum",
                "http://\u2488.test/",
                "http:about",
                "/a b",
                "/a\tb\nc",
            ),
            odd_text(rng),
        )
    )


def _robots(rng: Random, host: str) -> str:
    lines = [
        "User-agent: *", "Disallow:", "Disallow: /private", "Allow: /", "Disallow: /*?*", "Disallow: /*a*b*c*d*e*f$", "Crawl-delay: 0",
        "Crawl-delay: 1e999", "Crawl-delay: -5", "Crawl-delay: nan", "Crawl-delay: " + "9" * 400, "Request-rate: 1/0", "Request-rate: 9999999/1s", "Visit-time: 9999-0000",
        "Visit-time: x-y", f"Sitemap: http://{host}/sitemap.xml", "Sitemap: /sitemap_index.xml.gz", "Sitemap: http://[", "Sitemap: file:///etc/passwd",
        "User-agent: Theodore", "User-agent: T*", "Disallow: /%", "Disallow: /%zz%00", "Disallow: " + "/*" * 3_000, "Host: x", "Noindex: /", ":", "\ufeff", "#",
        "User-agent:", "Disallow: \u00fc", "Allow: " + "x" * 5_000, "Request-rate: 1/1h 0900-1700", "Crawl-delay: 0.5 s", "Disallow: $", "Disallow: *$*",
    ]  # fmt: skip
    chosen = [rng.choice(lines) for _ in range(rng.choice((2, 8, 40)))]
    return rng.choice(("\n", "\r\n", "\r", "\n\n", "\u2028")).join(["User-agent: *", *chosen])


def _sitemap(rng: Random, host: str) -> str:
    urls = [f"http://{host}{path}" for path in _PATHS] + [_href(rng, host) for _ in range(rng.choice((0, 5, 300)))]
    inner = "".join(f"<url><loc>{url}</loc><lastmod>{odd_text(rng)}</lastmod></url>" for url in urls)
    nested = "".join(
        f"<sitemap><loc>http://{host}/sitemap{number}.xml</loc></sitemap>" for number in range(rng.choice((1, 9, 200)))
    )
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return rng.choice(
        (
            f"<?xml version='1.0'?><urlset>{inner}</urlset>",
            f"<sitemapindex>{nested}</sitemapindex>",
            f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]><urlset><url><loc>&l11;</loc></url></urlset>',
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>&e;</loc></url></urlset>',
            "\n".join(urls),
            f"<rss><channel>{''.join(f'<item><link>{url}</link></item>' for url in urls)}</channel></rss>",
            f"<feed>{''.join(f'<entry><link href={chr(34)}{url}{chr(34)}/></entry>' for url in urls)}</feed>",
            "<urlset>" + "<url>" * 50_000,
            "<loc>" * 100_000,
            "<urlset><url><loc><![CDATA[" * 2_000,
        )
    )


def _bent(rng: Random, text: str) -> str:
    for _ in range(rng.choice((1, 3, 20))):
        at = rng.randrange(len(text) + 1)
        to = min(len(text), at + rng.choice((1, 10, 300)))
        text = rng.choice(
            (
                text[:at] + rng.choice(_TOKENS) + text[at:],
                text[:at] + rng.choice(_TOKENS) * rng.choice((2, 50)) + text[at:],
                text[:at] + text[to:],
                text[:to] + text[at:],
                text[:at] + odd_text(rng) + text[to:],
            )
        )[:3_000_000]
    if rng.random() < 0.04:
        text += (rng.choice(_TOKENS) * 100_000)[:1_500_000]
    return text


def _charset(rng: Random) -> str:
    return rng.choices(
        ("utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "shift_jis", "gb18030", "iso2022_jp", "utf-7", "koi8_r"),
        (80, 3, 2, 2, 4, 2, 2, 2, 1, 2),
    )[0]
