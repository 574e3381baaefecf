"""Which pages are worth reading, in seven languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.selection_recall import choices, recall
from theodore.crawl import selection
from theodore.crawl.links import Link
from theodore.crawl.phrases import PHRASES
from theodore.crawl.scan import Place
from theodore.crawl.selection import ORDER, Selection, asked_at_most, candidates_of, names_a_kind, select
from theodore.crawl.tongues import Front
from theodore.crawl.vocabulary import kinds_of, words_of
from theodore.farm.config import KNOWN_LANGUAGES
from theodore.model.page import VALUABLE, PageKind

HOME = "https://www.acme.test/"
K = PageKind


def links(*pairs: tuple[str, str], place: Place = Place.NAVIGATION) -> list[Link]:
    return [Link(f"https://www.acme.test{path}" if path.startswith("/") else path, text, place) for path, text in pairs]


def choose(found: list[Link], listed: tuple[str, ...] = (), places: int = 7, disallowed: str = "nothing") -> Selection:
    return select(
        found,
        listed,
        home=HOME,
        site_key="acme.test",
        allows=lambda url: disallowed not in url,
        places=places,
    )


def chosen(found: list[Link]) -> list[tuple[PageKind, str]]:
    return [(page.kind, page.url.removeprefix("https://www.acme.test")) for page in choose(found).pages]


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        pytest.param("/about-us", "About us", K.ABOUT, id="en about"),
        pytest.param("/who-we-are/", "", K.ABOUT, id="en about by its path"),
        pytest.param("/p/17", "Our story", K.ABOUT, id="en about by its text"),
        pytest.param("/ueber-uns.html", "Über uns", K.ABOUT, id="de about"),
        pytest.param("/%C3%BCber-uns", "", K.ABOUT, id="de about, quoted umlaut"),
        pytest.param("/unternehmen/", "Unternehmen", K.ABOUT, id="de company"),
        pytest.param("/qui-sommes-nous", "Qui sommes-nous ?", K.ABOUT, id="fr about"),
        pytest.param("/quienes-somos", "Quiénes somos", K.ABOUT, id="es about"),
        pytest.param("/chi-siamo", "Chi siamo", K.ABOUT, id="it about"),
        pytest.param("/over-ons", "Over ons", K.ABOUT, id="nl about"),
        pytest.param("/sobre-nos", "Sobre nós", K.ABOUT, id="pt about"),
        pytest.param("/about/team", "Our team", K.TEAM, id="the last part of a path names the page"),
        pytest.param("/leadership", "Leadership", K.TEAM, id="en leadership"),
        pytest.param("/geschaeftsfuehrung", "Geschäftsführung", K.TEAM, id="de management"),
        pytest.param("/equipe", "Notre équipe", K.TEAM, id="fr team"),
        pytest.param("/contact.php", "Get in touch", K.CONTACT, id="en contact"),
        pytest.param("/kontakt", "Kontakt", K.CONTACT, id="de contact"),
        pytest.param("/contatti", "Contatti", K.CONTACT, id="it contact"),
        pytest.param("/fale-conosco", "Fale conosco", K.CONTACT, id="pt contact"),
        pytest.param("/jobs", "We are hiring!", K.CAREERS, id="en careers"),
        pytest.param("/karriere/stellenangebote", "Stellenangebote", K.CAREERS, id="de careers"),
        pytest.param("/nous-rejoindre", "Nous rejoindre", K.CAREERS, id="fr careers"),
        pytest.param("/lavora-con-noi", "Lavora con noi", K.CAREERS, id="it careers"),
        pytest.param("/werken-bij", "Werken bij Acme", K.CAREERS, id="nl careers"),
        pytest.param("/services", "What we do", K.PRODUCTS, id="en services"),
        pytest.param("/leistungen", "Leistungen", K.PRODUCTS, id="de services"),
        pytest.param("/soluciones", "Soluciones", K.PRODUCTS, id="es solutions"),
        pytest.param("/pricing", "Plans & pricing", K.PRICING, id="en pricing"),
        pytest.param("/tarifs", "Tarifs", K.PRICING, id="fr pricing"),
        pytest.param("/impressum", "Impressum", K.IMPRINT, id="de imprint"),
        pytest.param("/mentions-legales", "Mentions légales", K.IMPRINT, id="fr imprint"),
        pytest.param("/aviso-legal", "Aviso legal", K.IMPRINT, id="es imprint"),
        pytest.param("/colofon", "Colofon", K.IMPRINT, id="nl imprint"),
        pytest.param("/news", "Newsroom", K.BLOG, id="en news"),
        pytest.param("/aktuelles", "Aktuelles", K.BLOG, id="de news"),
        pytest.param("/privacy-policy", "Privacy policy", K.LEGAL, id="en privacy"),
        pytest.param("/datenschutz", "Datenschutz", K.LEGAL, id="de privacy"),
        pytest.param(
            "/platform", "Why we won the cup with this team and that one", K.PRODUCTS, id="headlines name nothing"
        ),
        pytest.param("/x", "Home of good things", K.OTHER, id="unnamed"),
    ],
)
def test_a_link_is_of_its_kind(path: str, text: str, kind: PageKind) -> None:
    assert chosen(links((path, text)))[0] == (kind, path)


@pytest.mark.parametrize("kind", ORDER)
def test_each_kind_has_words_that_can_be_met(kind: PageKind) -> None:
    for phrases in PHRASES[kind].values():
        for phrase in phrases.split(","):
            words = words_of(phrase.strip())
            assert " ".join(words) == phrase.strip(), "written as words_of leaves it"
            assert kind in kinds_of(words), f"{phrase.strip()!r} stands under another kind too"


def test_the_most_valuable_kinds_come_first_and_never_by_the_alphabet() -> None:
    found = links(
        ("/a-blog", "Blog"),
        ("/b-privacy", "Privacy"),
        ("/c-contact", "Contact"),
        ("/d-team", "Team"),
        ("/e", "About us"),
    )
    assert [kind for kind, _ in chosen(found)] == [K.ABOUT, K.TEAM, K.CONTACT, K.BLOG, K.LEGAL]


def test_one_of_each_kind_comes_before_second_ones() -> None:
    found = links(
        ("/about", "About us"),
        ("/history", "Our history"),
        ("/contact", "Contact"),
        ("/anfahrt", "Anfahrt"),
        ("/blog", "Blog"),
        ("/news", "News"),
    )
    assert chosen(found) == [
        (K.ABOUT, "/about"),
        (K.CONTACT, "/contact"),
        (K.BLOG, "/blog"),
        (K.ABOUT, "/history"),
        (K.CONTACT, "/anfahrt"),
    ]


def test_no_more_than_there_are_places() -> None:
    found = links(*((f"/{kind.value}", kind.value) for kind in ORDER))
    assert len(choose(found, places=3).pages) == 3
    assert choose(found, places=0).pages == ()


def test_unnamed_pages_are_a_guess_for_sites_that_speak_otherwise() -> None:
    found = links(("/o-nas", "O nas"), ("/oferta", "Oferta"), ("/kontakt", "Kontakt"), ("/a/b/c/d", "Deep"))
    assert chosen(found)[0] == (K.CONTACT, "/kontakt")
    assert {path for _, path in chosen(found)} == {"/kontakt", "/o-nas", "/oferta"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("https://other.test/about", "About us"),
        ("https://acme.test.evil.test/about", "About us"),
        ("/", "Home"),
        ("http://acme.test", "Home"),
        ("/login", "Login"),
        ("/warenkorb", "Warenkorb"),
        ("/tag/team", "team"),
        ("/blog/2024/01/02/how-our-team-won", "How our team won"),
    ],
)
def test_what_is_never_read(path: str, text: str) -> None:
    assert choose(links((path, text), place=Place.CONTENT)).pages == ()


def test_subdomains_are_of_the_site() -> None:
    assert chosen(links(("https://jobs.acme.test/", "Jobs"))) == [(K.CAREERS, "https://jobs.acme.test/")]


def test_one_page_under_several_urls_is_one() -> None:
    found = links(
        ("/about", "About us"), ("http://acme.test/about/", "About"), ("https://www.acme.test/about", "Who we are")
    )
    assert len(choose(found).pages) == 1


def test_disallowed_pages_are_dropped_and_said() -> None:
    found = links(("/about", "About us"), ("/team", "Team"))
    selected = choose(found, disallowed="/team")
    assert [page.kind for page in selected.pages] == [K.ABOUT]
    assert selected.robots_limited
    assert not choose(found).robots_limited


PATHS = [f"/{path}{n}" for path in ("about-", "team/", "contact-us/", "jobs/", "blog/", "x/") for n in ("", "a", "b")]


@given(st.lists(st.sampled_from(PATHS), max_size=18, unique=True), st.sets(st.sampled_from(PATHS)), st.integers(0, 9))
def test_what_is_disallowed_is_as_if_it_were_not_linked(paths: list[str], disallowed: set[str], places: int) -> None:
    def pages(found: list[str], allows: Callable[[str], bool]) -> Selection:
        linked = links(*((path, "") for path in found))
        return select(linked, (), home=HOME, site_key="acme.test", allows=allows, places=places)

    asked = pages(paths, lambda url: url.removeprefix("https://www.acme.test") not in disallowed)
    assert asked.pages == pages([path for path in paths if path not in disallowed], lambda _: True).pages
    assert asked.robots_limited == (not disallowed.isdisjoint(paths))


@pytest.mark.parametrize(
    ("rules_size", "asked"),
    [
        pytest.param(0, 3_000, id="no rules: every page"),
        pytest.param(500, 3_000, id="an ordinary file: every page"),
        pytest.param(500_000, 100, id="a file as large as may be: a hundred"),
    ],
)
@pytest.mark.parametrize("allowed", [True, False], ids=["all allowed", "all disallowed"])
def test_robots_txt_is_asked_no_more_than_its_size_permits(rules_size: int, asked: int, allowed: bool) -> None:
    urls: list[str] = []

    def allows(url: str) -> bool:
        urls.append(url)
        return allowed

    found = links(*((f"/{path}/{n}-{path}", "") for n in range(1_000) for path in ("about", "team", "x")))
    candidates = candidates_of(found, (), home=HOME, site_key="acme.test")
    chosen_ = selection.choose(candidates, allows, places=7, most_asked=asked_at_most(rules_size))
    assert len(urls) == len(set(urls)) <= asked
    assert chosen_.robots_limited is not allowed
    assert len(chosen_.pages) == (5 if allowed else 0)
    if allowed:
        assert len(urls) == asked, "whether anything is disallowed is asked as far as may be"


def test_candidates_of_two_calls_are_those_of_one() -> None:
    found = links(("/about", "About us"), ("/x", "x"))
    listed = ("https://www.acme.test/kontakt", "https://www.acme.test/about/")
    first = candidates_of(found, (), home=HOME, site_key="acme.test")
    both = candidates_of((), listed, home=HOME, site_key="acme.test", known=first)
    assert both == candidates_of(found, listed, home=HOME, site_key="acme.test")


def test_what_a_sitemap_lists_fills_the_gaps() -> None:
    found = links(("/about", "About us"))
    listed = ("https://www.acme.test/kontakt", "https://www.acme.test/about", "https://other.test/team")
    assert [page.url.rsplit("/", 1)[-1] for page in choose(found, listed).pages] == ["about", "kontakt"]


def test_the_page_itself_comes_before_its_details() -> None:
    found = links(("/about/history/about-us", "About us"), ("/about", "About us"))
    assert chosen(found)[0] == (K.ABOUT, "/about")


@pytest.mark.parametrize(
    ("url", "worth"),
    [
        ("https://a.test/about-us/", True),
        ("https://a.test/de/unternehmen/team.html", True),
        ("/kontakt?lang=de", True),
        ("https://a.test/shop/products/item-4711", False),
        ("https://a.test/x/y/z/w/v/team", False),
        ("https://a.test/red-shoes", False),
        ("https://a.test/", False),
        ("not a url", False),
    ],
)
def test_what_of_a_sitemap_is_worth_keeping(url: str, worth: bool) -> None:
    assert names_a_kind(url) is worth


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Über uns", ("uber", "uns")),
        ("Qui sommes-nous ?", ("qui", "sommes", "nous")),
        ("Straße", ("strasse",)),
        ("  ", ()),
        ("株式会社", ()),
    ],
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        pytest.param("/index.php?id=12", "Über uns", K.ABOUT, id="a number, and the words of the link"),
        pytest.param("/wer-wir-sind.html", "", K.ABOUT, id="de who we are"),
        pytest.param("/UeberUns.aspx", "", K.ABOUT, id="words parted by capitals"),
        pytest.param("/ueberuns/", "", K.ABOUT, id="words not parted at all"),
        pytest.param("/company/who-we-are", "", K.ABOUT, id="in a section"),
        pytest.param("/x", "Über Acme", K.ABOUT, id="de about, with the company's name"),
        pytest.param("/x", "About Acme", K.ABOUT, id="en about, with the company's name"),
        pytest.param("/x", "Werken bij Acme", K.CAREERS, id="nl working there"),
        pytest.param("/x", "Travailler chez Acme", K.CAREERS, id="fr working there"),
        pytest.param("/x", "Kontakt & Anfahrt", K.CONTACT, id="two words for one thing"),
        pytest.param("/x", "Board & management", K.TEAM, id="two words that count together alone"),
        pytest.param("/x", "Stock management", K.OTHER, id="a word that counts alone"),
        pytest.param("/x", "Free delivery time", K.OTHER, id="a word of another language within a phrase"),
        pytest.param("/employment-law", "Employment law", K.OTHER, id="a lawyer's field"),
        pytest.param("/x", "Preçário", K.PRICING, id="pt prices"),
        pytest.param("/x", "Trabalhe connosco", K.CAREERS, id="pt careers"),
        pytest.param("/x", "Equipa", K.TEAM, id="pt team"),
        pytest.param("/x", "Was kostet das?", K.PRICING, id="de prices, as a question"),
    ],
)
def test_a_link_is_of_its_kind_by_what_it_has(path: str, text: str, kind: PageKind) -> None:
    assert chosen(links((path, text)))[0] == (kind, path)


@pytest.mark.parametrize(
    ("other", "text"),
    [
        pytest.param("/about/?utm_source=footer", "About us", id="tracking"),
        pytest.param("/about;jsessionid=0A1B", "About us", id="a session"),
        pytest.param("/about/print", "Print", id="to print"),
        pytest.param("/about/index.html", "About us", id="its file"),
        pytest.param("/de/about", "Über uns", id="in another language"),
        pytest.param("/about?page=2", "2", id="a further page"),
    ],
)
def test_a_page_takes_one_place(other: str, text: str) -> None:
    for found in (links(("/about", "About us"), (other, text)), links((other, text), ("/about", "About us"))):
        selected = select(
            found,
            (),
            home=HOME,
            site_key="acme.test",
            allows=lambda _url: True,
            places=7,
            front=Front("en"),
        )
        assert [page.url for page in selected.pages] == ["https://www.acme.test/about"]


def test_a_site_in_several_languages_is_read_in_its_own() -> None:
    found = links(
        ("/de/unternehmen", "Unternehmen"),
        ("/de/kontakt", "Kontakt"),
        ("/en/", "English"),
        ("/en/company", "About us"),
        ("/en/contact", "Contact us"),
        ("/fr/a-propos", "À propos"),
    )
    selected = select(
        found,
        ("https://www.acme.test/en/team", "https://www.acme.test/de/leistungen"),
        home="https://www.acme.test/de/",
        site_key="acme.test",
        allows=lambda _url: True,
        places=7,
        front=Front("de"),
    )
    paths = [page.url.removeprefix("https://www.acme.test") for page in selected.pages]
    assert paths == ["/de/unternehmen", "/en/team", "/de/kontakt", "/de/leistungen"]


def test_the_home_page_in_another_language_is_no_guess_whatever_its_address() -> None:
    found = links(("/kontakt", "Kontakt"), ("/welcome-page", "English"), ("/oferta", "Oferta"))
    front = Front("de", ("https://www.acme.test/welcome-page",))
    selected = select(found, (), home=HOME, site_key="acme.test", allows=lambda _url: True, places=7, front=front)
    assert [page.url.rsplit("/", 1)[-1] for page in selected.pages] == ["kontakt", "oferta"]


def test_of_equal_pages_the_first_on_the_page_is_taken_whatever_its_letters() -> None:
    found = links(("/z", "Contact"), ("/a", "Contact"), ("/m/x", "Contact"))
    assert [path for _, path in chosen(found)] == ["/z", "/a"]
    assert [path for _, path in chosen(found[::-1])] == ["/a", "/z"]


def test_a_link_to_a_login_is_no_guess() -> None:
    assert chosen(links(("/portal", "Customer login"), ("/oferta", "Oferta"))) == [(K.OTHER, "/oferta")]


def test_the_pages_worth_reading_are_chosen_whatever_sites_call_them() -> None:
    sought = [one for made in choices(sites=210, seed=11) for one in made.sought]
    assert {one.site.words.tag for one in sought} == set(KNOWN_LANGUAGES)
    assert recall(sought) >= 0.98
    for kind in VALUABLE - {K.HOME}:
        assert recall([one for one in sought if one.kind is kind]) >= 0.98, kind
