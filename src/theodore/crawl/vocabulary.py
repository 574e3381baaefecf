"""The words by which websites name their pages, in seven languages.

Written as they stand after `words_of`: lower case, without accents, ä as a (and as ae). A phrase may have up to three
words. The number is how surely it names its kind: 3 for a page's own name, 2 for a usual one, 1 for a hint.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from theodore.model.page import PageKind

#: The longest phrase, in words.
LONGEST = 3

_PHRASES: Mapping[PageKind, Mapping[int, str]] = {
    PageKind.ABOUT: {
        3: "about, about us, aboutus, about the company, our company, our story, who we are, company profile, "
        "uber uns, ueber uns, uberuns, ueberuns, wir uber uns, wir ueber uns, unternehmen, das unternehmen, "
        "unternehmensprofil, firmenprofil, a propos, qui sommes nous, notre entreprise, notre histoire, l entreprise, "
        "sobre nosotros, quienes somos, la empresa, nuestra empresa, nuestra historia, chi siamo, l azienda, azienda, "
        "la nostra storia, over ons, wie zijn wij, wie we zijn, ons bedrijf, ons verhaal, sobre nos, quem somos, "
        "a empresa, nossa historia",
        2: "company, corporate, profile, mission, our mission, vision, history, values, firma, leitbild, philosophie, "
        "geschichte, historie, portrat, portraet, wir, entreprise, societe, la societe, presentation, histoire, "
        "valeurs, nosotros, empresa, conocenos, historia, mision, conozcanos, societa, storia, profilo, bedrijf, "
        "het bedrijf, organisatie, organisation, geschiedenis, missie, conheca nos, about company, inside",
        1: "story, facts, standort, gruppe, group",
    },
    PageKind.TEAM: {
        3: "team, our team, the team, meet the team, our people, people, leadership, leadership team, management, "
        "management team, executive team, board of directors, das team, unser team, teams, mitarbeiter, "
        "ansprechpartner, geschaftsfuhrung, geschaeftsfuehrung, geschaftsleitung, geschaeftsleitung, vorstand, "
        "equipe, notre equipe, l equipe, direction, la direction, dirigeants, equipo, nuestro equipo, el equipo, "
        "equipo directivo, direccion, direttivo, il team, il nostro team, la squadra, squadra, staff, ons team, "
        "het team, medewerkers, directie, a equipe, nossa equipe, equipa, a nossa equipa, lideranca",
        2: "founders, staff members, executives, who s who, wer wir sind, kopfe, koepfe, kollegium, gouvernance, "
        "collaborateurs, nos collaborateurs, personas, liderazgo, persone, le persone, governance, mensen, "
        "onze mensen, collega s, pessoas, gestao, directors, officers, inhaber",
        1: "experts, berater, partner, experten, board",
    },
    PageKind.CONTACT: {
        3: "contact, contact us, contactus, contacts, get in touch, kontakt, kontaktformular, kontakte, "
        "contactez nous, nous contacter, contacto, contactenos, contactanos, contatti, contattaci, contatto, "
        "contacteer ons, neem contact op, contato, contactos, fale conosco, contacte nos, kontakt aufnehmen",
        2: "reach us, find us, locations, our locations, offices, our offices, finden sie uns, anfahrt, standorte, "
        "adresse, nos agences, nos bureaux, ou nous trouver, coordonnees, ubicacion, donde estamos, oficinas, sedi, "
        "dove siamo, dove trovarci, vestigingen, locaties, bereikbaarheid, onde estamos, localizacao",
        1: "support, enquiry, inquiry, anfrage, location, directions",
    },
    PageKind.CAREERS: {
        3: "careers, career, jobs, job, work with us, join us, join our team, open positions, vacancies, "
        "we are hiring, karriere, stellenangebote, stellen, offene stellen, jobs karriere, arbeiten bei uns, carriere, "
        "carrieres, recrutement, nous rejoindre, rejoignez nous, emploi, emplois, offres d emploi, empleo, "
        "trabaja con nosotros, trabaje con nosotros, unete, carreras, lavora con noi, carriera, posizioni aperte, "
        "lavoro, vacatures, werken bij, werken bij ons, trabalhe conosco, vagas, carreiras, recrutamento",
        2: "hiring, employment, opportunities, current openings, openings, life at, stellenanzeigen, ausbildung, "
        "bewerbung, bewerben, jobborse, stellenmarkt, talents, talent, empleos, bolsa de trabajo, talento, "
        "opportunita, banen, baan, emprego, oportunidades, join",
        1: "recruiting, praktikum, traineeship",
    },
    PageKind.PRODUCTS: {
        3: "products, product, our products, services, service, our services, solutions, what we do, what we offer, "
        "produkte, produkt, unsere produkte, leistungen, unsere leistungen, dienstleistungen, losungen, loesungen, "
        "produits, nos produits, prestations, nos prestations, nos services, nos solutions, productos, servicios, "
        "soluciones, nuestros servicios, nuestros productos, que hacemos, prodotti, servizi, soluzioni, "
        "i nostri prodotti, i nostri servizi, cosa facciamo, producten, diensten, onze diensten, onze producten, "
        "oplossingen, wat we doen, produtos, servicos, solucoes, o que fazemos",
        2: "platform, features, capabilities, industries, portfolio, expertise, offering, catalogue, catalog, angebot, "
        "angebote, leistungsspektrum, kompetenzen, sortiment, plattform, funktionen, branchen, savoir faire, "
        "catalogue produits, metiers, nos metiers, offre, nos offres, plateforme, catalogo, plataforma, "
        "funcionalidades, sectores, piattaforma, settori, aanbod, assortiment, functies, sectoren, setores, shop",
        1: "work, projects, projekte, referenzen, references, tour, how it works",
    },
    PageKind.PRICING: {
        3: "pricing, prices, plans, plans and pricing, plans pricing, preise, preisliste, preise und tarife, tarife, "
        "tarifs, nos tarifs, prix, precios, tarifas, planes, planes y precios, prezzi, tariffe, listino prezzi, "
        "prijzen, tarieven, precos, planos, planos e precos",
        2: "packages, rates, price list, cost, pakete, konditionen, kosten, formules, abonnements, paquetes, "
        "abbonamenti, pakketten, abonnementen, pacotes, subscribe",
        1: "buy, quote",
    },
    PageKind.IMPRINT: {
        3: "imprint, impressum, mentions legales, mention legale, aviso legal, note legali, informazioni legali, "
        "colofon, legal notice, legal information, informacion legal, dati societari, bedrijfsgegevens, "
        "informacao legal, site notice, company information, company details",
        2: "legal disclosure, anbieterkennzeichnung, informations legales, dati legali",
    },
    PageKind.BLOG: {
        3: "blog, news, newsroom, press, press releases, our blog, insights, articles, aktuelles, neuigkeiten, presse, "
        "magazin, pressemitteilungen, actualites, actualite, actus, noticias, prensa, novedades, notizie, novita, "
        "rassegna stampa, nieuws, actueel, pers, novidades, imprensa, media, journal",
        2: "latest news, stories, events, updates, resources, meldungen, veranstaltungen, evenements, eventos, eventi, "
        "blogs, artikelen, artigos, sala de prensa, press room",
    },
    PageKind.LEGAL: {
        3: "privacy, privacy policy, privacy notice, terms, terms of service, terms of use, terms and conditions, "
        "legal, cookies, cookie policy, disclaimer, gdpr, datenschutz, datenschutzerklarung, datenschutzerklaerung, "
        "datenschutzhinweise, agb, nutzungsbedingungen, haftungsausschluss, rechtliches, confidentialite, "
        "politique de confidentialite, donnees personnelles, cgv, cgu, conditions generales, politica de privacidad, "
        "privacidad, terminos y condiciones, condiciones, informativa privacy, informativa sulla privacy, "
        "termini e condizioni, condizioni, privacybeleid, privacyverklaring, algemene voorwaarden, voorwaarden, "
        "politica de privacidade, privacidade, termos de uso, termos e condicoes",
        2: "data protection, accessibility, barrierefreiheit, accessibilite, accesibilidad, security policy",
    },
}

#: Pages that say nothing about a company, by a word of their path or of the link's text.
NOT_WORTH = frozenset(
    (
        *("login", "logout", "signin", "signup", "register", "registrieren", "anmelden", "abmelden", "connexion"),
        *("account", "konto", "my-account", "mein-konto", "password", "passwort", "reset", "unsubscribe"),
        *("cart", "basket", "warenkorb", "panier", "carrito", "carrello", "winkelwagen", "checkout", "kasse"),
        *("wishlist", "merkliste"),
        *("search", "suche", "recherche", "buscar", "cerca", "zoeken", "feed", "rss", "sitemap", "print", "share"),
        *("tag", "tags", "category", "kategorie", "author", "archive", "archiv", "calendar", "kalender", "page"),
        *("wp-admin", "wp-json", "wp-login", "wp-content", "xmlrpc", "trackback", "ajax", "api", "cgi-bin"),
        *("download", "downloads", "newsletter"),
    )
)

_BY_PHRASE: dict[str, tuple[PageKind, int]] = {
    phrase.strip(): (kind, weight)
    for kind, by_weight in _PHRASES.items()
    for weight, phrases in by_weight.items()
    for phrase in phrases.split(",")
}
_WORD = re.compile(r"[a-z0-9]+")


def kinds_of(words: tuple[str, ...]) -> dict[PageKind, float]:
    """The kinds that these words name, each with how surely.

    A phrase that is all there is counts in full, one among others less: "team" names the team's page, "how our team
    won the cup" does not.
    """
    found: dict[PageKind, float] = {}
    for start in range(len(words)):
        for size in range(1, min(LONGEST, len(words) - start) + 1):
            named = _BY_PHRASE.get(" ".join(words[start : start + size]))
            if named is not None:
                kind, weight = named
                found[kind] = max(found.get(kind, 0.0), weight * size / len(words))
    return found


def words_of(text: str) -> tuple[str, ...]:
    """A text's words, in lower case and without accents; ß as ss."""
    plain = text.lower() if text.isascii() else _without_accents(text)
    return tuple(_WORD.findall(plain))


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
