"""Blocks into HTML, in the templates of a layout."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any

from theodore.farm.companies import Person
from theodore.farm.pages.blocks import (
    Block,
    Cards,
    Contact,
    Filler,
    Form,
    Heading,
    Jobs,
    Names,
    Pairs,
    People,
    Posts,
    Prices,
    Prose,
)
from theodore.farm.pages.content import place
from theodore.farm.pages.layout import Layout, layout
from theodore.farm.sites import MailStyle, Site
from theodore.farm.words import language


def block_html(site: Site, looks: Layout, block: Block) -> str:
    """The block as this layout shows it."""
    return _RENDERERS[type(block)](site, looks, block)


def mail_html(address: str, style: MailStyle) -> str:
    """A mail address as the site writes it."""
    name, domain = address.split("@")
    match style:
        case MailStyle.LINK:
            return f'<a href="mailto:{address}">{address}</a>'
        case MailStyle.TEXT:
            return address
        case MailStyle.WORDS:
            return f"{name} (at) {domain}"
        case MailStyle.ENTITIES:
            coded = "".join(f"&#{ord(letter)};" for letter in address)
            return f'<a href="&#109;ailto:{coded}">{coded}</a>'
        case MailStyle.ENCODED:
            return _ENCODED_MAIL.format(_hidden(address))


_ENCODED_MAIL = (
    '<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{}">[email&#160;protected]</a>'
)


def _hidden(address: str, key: int = 0x5A) -> str:
    return bytes([key, *(byte ^ key for byte in address.encode("ascii"))]).hex()


def _heading(_: Site, looks: Layout, block: Heading) -> str:
    return (looks.heading1 if block.level == 1 else looks.heading2).format(text=escape(block.text))


def _prose(_: Site, looks: Layout, block: Prose) -> str:
    return looks.paragraph.format(text=escape(block.text))


def _stock(site: Site, start: int, count: int) -> list[str]:
    return _turned(site.words.paragraphs, start, count)


def _turned(stock: tuple[str, ...], start: int, count: int) -> list[str]:
    """So many of the stock from this place on; after the last comes the first."""
    return [stock[(start + number) % len(stock)] for number in range(count)]


@cache
def _paragraphs(layout_name: str, tag: str) -> tuple[str, ...]:
    """The stock of a language in the markup of a layout: most of every page, so made once."""
    looks = layout(layout_name)
    return tuple(looks.paragraph.format(text=text) for text in language(tag).paragraphs)


def _filler(site: Site, looks: Layout, block: Filler) -> str:
    return "\n".join(_turned(_paragraphs(looks.name, site.words.tag), block.start, block.count))


def _pairs(_: Site, looks: Layout, block: Pairs) -> str:
    items = (looks.pair.format(label=escape(label), value=escape(value)) for label, value in block.items)
    return looks.pairs.format(items="".join(items))


def contact_html(site: Site, looks: Layout, block: Contact) -> str:
    """Ways to reach the company, in a page or at its foot."""
    labels = site.words.labels
    lines = [(labels["phone"], _phone(phone.shown, phone.e164, site)) for phone in block.phones]
    if block.fax:
        lines.append((labels["fax"], block.fax.shown))
    lines += [(labels["mail"], mail_html(address, site.style.mail)) for address in block.emails]
    address = looks.address.format(street=escape(block.street), town=escape(block.town), country=block.country)
    return looks.contact.format(
        address=address if block.street else "",
        lines="".join(looks.contact_line.format(label=label, value=value) for label, value in lines),
    )


def _phone(shown: str, e164: str, site: Site) -> str:
    return f'<a href="tel:{e164}">{shown}</a>' if place(site, "tel") % 2 else shown


def _people(_: Site, looks: Layout, block: People) -> str:
    items = (looks.person.format(name=escape(one.name), title=_title(one)) for one in block.people)
    return looks.people.format(items="".join(items))


def _title(one: Person) -> str:
    """What somebody is, and how to reach them."""
    phone = f"<br>{one.phone.shown}" if one.phone else ""
    mail = f'<br><a href="mailto:{one.email}">{one.email}</a>' if one.email else ""
    return f"{escape(one.title)}{phone}{mail}"


def _cards(site: Site, looks: Layout, block: Cards) -> str:
    texts = _stock(site, block.start, len(block.titles))
    items = (looks.card.format(title=escape(title), text=text) for title, text in zip(block.titles, texts, strict=True))
    return looks.cards.format(items="".join(items))


def _jobs(site: Site, looks: Layout, block: Jobs) -> str:
    apply = site.words.labels["apply"]
    items = (
        looks.job.format(title=escape(title), place=_job_place(looks, place), url=f"{block.path}#{number}", apply=apply)
        for number, (title, place) in enumerate(zip(block.titles, block.places, strict=True), 1)
    )
    return looks.jobs.format(items="".join(items))


def _job_place(looks: Layout, place: str) -> str:
    return looks.job_place.format(place=place) if place else ""


def _posts(site: Site, looks: Layout, block: Posts) -> str:
    by = site.words.labels["written_by"]
    items = (
        looks.post.format(title=escape(title), url=url, date=date, shown=shown, author=author, written_by=by)
        for (title, url, date, author), shown in zip(block.posts, block.shown, strict=True)
    )
    return looks.posts.format(items="".join(items))


def _prices(site: Site, looks: Layout, block: Prices) -> str:
    labels = site.words.labels
    items = (
        looks.price.format(plan=plan, amount=amount, month=labels["month"], from_price=labels["from_price"])
        for plan, amount in block.plans
    )
    return looks.prices.format(items="".join(items))


def _form(site: Site, looks: Layout, block: Form) -> str:
    labels = site.words.labels
    words = {name: escape(labels[name]) for name in ("name", "mail", "message", "send")}
    return looks.form.format(action=block.action, **words)


def _names(_: Site, looks: Layout, block: Names) -> str:
    one, all_of_them = (looks.logo, looks.logos) if block.as_logos else (looks.entry, looks.entries)
    return all_of_them.format(items="".join(one.format(text=escape(name)) for name in block.names))


_RENDERERS: dict[type, Callable[[Site, Layout, Any], str]] = {
    Heading: _heading,
    Prose: _prose,
    Filler: _filler,
    Pairs: _pairs,
    Contact: contact_html,
    People: _people,
    Cards: _cards,
    Jobs: _jobs,
    Posts: _posts,
    Prices: _prices,
    Form: _form,
    Names: _names,
}
