"""How websites call their pages, in seven languages: data for vocabulary.

Written as they stand after `words_of`: lower case, without accents, ä as a (and as ae). A phrase may have up to five
words. The number is how surely it names its kind: 3 for a page's own name, 2 for a usual one, 1 for a hint.
"""

from __future__ import annotations

from collections.abc import Mapping

from theodore.model.page import PageKind

PHRASES: Mapping[PageKind, Mapping[int, str]] = {
    PageKind.ABOUT: {
        3: "about me, uber mich, ueber mich, sobre mi, sobre mim, chi sono, qui suis je, over mij, die agentur, "
        "die kanzlei, die praxis, unsere agentur, unsere kanzlei, unsere praxis, l agenzia, the agency, "
        "the firm, the studio, la agencia, a agencia, ons kantoor, het kantoor, notre cabinet, notre agence, "
        "about, about us, aboutus, about the company, our company, our story, who we are, company profile, "
        "the company, about our company, about our firm, corporate profile, company overview, who are we, "
        "get to know us, our firm, uber uns, ueber uns, uberuns, ueberuns, wir uber uns, wir ueber uns, "
        "unternehmen, das unternehmen, unternehmensprofil, firmenprofil, wer wir sind, wer sind wir, "
        "das sind wir, unser unternehmen, die firma, unsere firma, unser betrieb, der betrieb, firmenportrat, "
        "firmenportraet, unternehmensportrat, unternehmensportraet, firmengeschichte, unternehmensgeschichte, "
        "unsere geschichte, lernen sie uns kennen, a propos, qui sommes nous, notre entreprise, "
        "notre histoire, l entreprise, a propos de nous, notre societe, nous connaitre, qui nous sommes, "
        "presentation de l entreprise, sobre nosotros, quienes somos, la empresa, nuestra empresa, "
        "nuestra historia, la compania, nuestra compania, acerca de, acerca de nosotros, conocenos, "
        "chi siamo, l azienda, azienda, la nostra storia, la nostra azienda, su di noi, profilo aziendale, "
        "conosciamoci, over ons, wie zijn wij, wie we zijn, wie wij zijn, ons bedrijf, ons verhaal, "
        "dit zijn wij, bedrijfsprofiel, onze organisatie, maak kennis, maak kennis met ons, "
        "onze geschiedenis, sobre nos, quem somos, a empresa, nossa historia, a nossa historia, "
        "nossa empresa, a nossa empresa, conheca nos, perfil da empresa, institucional, sobre a empresa",
        2: "our brand, die marke, unsere marke, la marque, notre marque, la marca, nuestra marca, il marchio, "
        "het merk, ons merk, a marca, nossa marca, a nossa marca, konzept, le concept, o conceito, "
        "il concept, el concepto, het concept, agentur, kanzlei, praxis, agenzia, agence, agencia, agency, "
        "studio, cabinet, kantoor, notre demarche, nuestra filosofia, nossa missao, a nossa missao, "
        "la nostra filosofia, nostra filosofia, onze visie en missie, unsere philosophie, unsere werte, "
        "nos engagements, notre vision, nuestros valores, i nostri valori, onze waarden, os nossos valores, "
        "company, corporate, profile, mission, our mission, vision, history, values, our values, "
        "mission values, background, overview, at a glance, why, why us, why choose us, meet, discover, "
        "our approach, philosophy, firma, leitbild, philosophie, geschichte, historie, portrat, portraet, "
        "portrait, wir, uber, ueber, warum, warum wir, tradition, unser haus, entreprise, societe, "
        "la societe, presentation, histoire, historique, valeurs, le groupe, la maison, le cabinet, l agence, "
        "l atelier, pourquoi, pourquoi nous, decouvrez, qui est, notre maison, notre groupe, nosotros, "
        "empresa, conoce, historia, mision, mision y valores, conozcanos, compania, quien es, por que, "
        "por que nosotros, presentacion, la firma, el grupo, sobre, filosofia, el despacho, societa, "
        "la societa, storia, profilo, chi e, perche, perche noi, presentazione, la ditta, ditta, lo studio, "
        "il gruppo, la famiglia, scopri, filosofia aziendale, mission e valori, bedrijf, het bedrijf, "
        "organisatie, organisation, de organisatie, geschiedenis, missie, missie en visie, over, waarom, "
        "wie is, onze missie, visie, onze visie, ontdek, missao, missao e valores, apresentacao, conheca, "
        "o grupo, quem e, porque, porque nos, grupo empresarial, about company, inside",
        1: "story, facts, gruppe, group, groupe, gruppo, grupo",
    },
    PageKind.TEAM: {
        3: "team, our team, the team, meet the team, our people, people, leadership, leadership team, "
        "management, management team, executive team, board of directors, our experts, our staff, key people, "
        "who s who, staff, das team, unser team, teams, mitarbeiter, unsere mitarbeiter, ansprechpartner, "
        "geschaftsfuhrung, geschaeftsfuehrung, geschaftsleitung, geschaeftsleitung, vorstand, "
        "teamvorstellung, fuhrungsteam, fuehrungsteam, wir stellen uns vor, mitarbeiterinnen, unsere teams, "
        "kontaktpersonen, equipe, notre equipe, l equipe, direction, la direction, dirigeants, nos equipes, "
        "les equipes, l equipe dirigeante, nos collaborateurs, organigramme, les hommes et les femmes, "
        "nos experts, qui est qui, equipo, nuestro equipo, el equipo, equipo directivo, equipo humano, "
        "direccion, nuestra gente, organigrama, quien es quien, nuestros profesionales, direttivo, il team, "
        "il nostro team, la squadra, squadra, la nostra squadra, lo staff, organigramma, i professionisti, "
        "le nostre persone, i nostri professionisti, chi e chi, ons team, het team, medewerkers, "
        "onze medewerkers, directie, onze mensen, wie is wie, onze experts, het bestuur, "
        "maak kennis met het team, a equipe, nossa equipe, equipa, a nossa equipa, a equipa, lideranca, "
        "corpo diretivo, quem e quem, os nossos profissionais, nossos profissionais",
        2: "founders, staff members, executives, board, attorney profiles, our providers, providers, "
        "the people behind, people behind, menschen hinter, leaders, our leaders, attorneys, our attorneys, "
        "lawyers, our lawyers, doctors, our doctors, physicians, faculty, directors, officers, "
        "partners and staff, agents, our agents, kopfe, koepfe, kollegium, menschen, unsere menschen, "
        "experten, inhaber, inhaberin, anwalte, anwaelte, rechtsanwalte, rechtsanwaelte, arzte, aerzte, "
        "praxisteam, kollegen, gouvernance, collaborateurs, les hommes, associes, nos avocats, avocats, "
        "personas, las personas, liderazgo, directivos, profesionales, abogados, plantilla, socios, persone, "
        "le persone, governance, direzione, professionisti, collaboratori, i soci, avvocati, mensen, "
        "de mensen, collega s, bestuur, advocaten, pessoas, as pessoas, gestao, administracao, direcao, "
        "diretoria, colaboradores, time, nosso time, advogados",
        1: "experts, berater, professionals, trainers, trainer",
    },
    PageKind.CONTACT: {
        3: "contate nos, contactate, contactez, mettiti in contatto, contacto y ubicacion, ponte en contacto, "
        "kontakt und anfahrt, contact en route, entra in contatto, fale com, parlons de votre projet, ecrire, "
        "contact, contact us, contactus, contacts, get in touch, contact form, contact details, "
        "contact information, kontakt, kontaktformular, kontakte, kontaktieren sie uns, kontaktiere uns, "
        "kontakt aufnehmen, kontaktdaten, so erreichen sie uns, so finden sie uns, schreiben sie uns, "
        "sprechen sie mit uns, contactez nous, nous contacter, coordonnees, ecrivez nous, nous ecrire, "
        "prendre contact, formulaire de contact, contacto, contactenos, contactanos, contacta, contactar, "
        "contacte, contacta con nosotros, contacte con nosotros, escribenos, escribanos, datos de contacto, "
        "formulario de contacto, contatti, contattaci, contatto, scrivici, contattateci, modulo di contatto, "
        "contacteer ons, neem contact op, contactgegevens, contact opnemen, contactformulier, "
        "neem contact met ons op, contato, contatos, contactos, fale conosco, fale connosco, contacte nos, "
        "entre em contacto, entre em contato",
        2: "localisation, ons adres, reach us, find us, locations, our locations, offices, our offices, "
        "how to find us, where to find us, talk to us, write to us, say hello, let s talk, visit us, "
        "enquiries, directions, location, store locator, where we are, finden sie uns, anfahrt, standorte, "
        "adresse, standort, ihr weg zu uns, wegbeschreibung, anreise, lageplan, filialen, besuchen sie uns, "
        "hier finden sie uns, offnungszeiten, oeffnungszeiten, nos agences, nos bureaux, ou nous trouver, "
        "nous trouver, plan d acces, acces, nous situer, nous rencontrer, horaires, nos implantations, "
        "implantations, nos magasins, parlons en, ubicacion, donde estamos, oficinas, como llegar, "
        "localizacion, encuentranos, donde encontrarnos, hablemos, delegaciones, sedes, tiendas, sedi, "
        "dove siamo, dove trovarci, come raggiungerci, parla con noi, richiedi informazioni, la sede, "
        "le sedi, richiesta informazioni, punti vendita, orari, vestigingen, locaties, bereikbaarheid, "
        "waar vind je ons, waar vindt u ons, route, adres, adresgegevens, routebeschrijving, openingstijden, "
        "locatie, onde estamos, localizacao, como chegar, encontre nos, onde nos encontrar, lojas, moradas",
        1: "support, enquiry, inquiry, anfrage, kontaktanfrage",
    },
    PageKind.CAREERS: {
        3: "jobangebot, stellenangebot, jobborsen, job offers, ofertas laborales, offene jobs, unsere jobs, "
        "nuestras vacantes, careers, career, jobs, job, work with us, work for us, join us, join our team, "
        "open positions, vacancies, we are hiring, we re hiring, job openings, current vacancies, "
        "career opportunities, job opportunities, job vacancies, employment opportunities, working at, "
        "work at, working here, working with us, karriere, stellenangebote, stellen, offene stellen, "
        "jobs karriere, arbeiten bei uns, arbeiten bei, freie stellen, jobangebote, stellenmarkt, "
        "wir stellen ein, mitarbeiter gesucht, karriere bei, werde teil des teams, werde teil unseres teams, "
        "wir suchen dich, wir suchen sie, stellenausschreibungen, karrieremoglichkeiten, "
        "karrieremoeglichkeiten, arbeitgeber, carriere, carrieres, recrutement, nous rejoindre, "
        "rejoignez nous, emploi, emplois, offres d emploi, travailler chez, travailler chez nous, "
        "travailler avec nous, nous recrutons, on recrute, postes a pourvoir, rejoignez l equipe, "
        "rejoindre l equipe, rejoignez notre equipe, nos offres d emploi, espace candidats, empleo, "
        "trabaja con nosotros, trabaje con nosotros, trabajar con nosotros, unete, carreras, "
        "ofertas de empleo, bolsa de empleo, bolsa de trabajo, trabajar en, trabaja en, unete al equipo, "
        "unete a nosotros, vacantes, ofertas de trabajo, lavora con noi, carriera, posizioni aperte, lavoro, "
        "lavorare in, lavorare con noi, opportunita di lavoro, offerte di lavoro, unisciti a noi, "
        "entra nel team, invia il tuo cv, vacatures, werken bij, werken bij ons, kom bij ons werken, "
        "kom werken bij, openstaande vacatures, werken voor, word collega, onze vacatures, werk mee, "
        "trabalhe conosco, trabalhe connosco, vagas, carreiras, recrutamento, carreira, trabalhar na, "
        "trabalhar no, junte se a nos, ofertas de emprego, oportunidades de emprego, "
        "venha trabalhar connosco, vagas de emprego",
        2: "hiring, employment, opportunities, current openings, openings, life at, recruitment, join, "
        "stellenanzeigen, ausbildung, bewerbung, bewerben, jobborse, jobboerse, talents, talent, lehrstellen, "
        "initiativbewerbung, mitarbeiter werden, jobportal, postuler, candidature, candidatures, candidats, "
        "candidature spontanee, recrute, metiers et carrieres, empleos, talento, carrera profesional, "
        "envianos tu cv, envianos tu curriculum, tu carrera, curriculum, opportunita, candidati, entra in, "
        "selezione del personale, invia cv, ricerca personale, entra a far parte, banen, baan, solliciteren, "
        "solliciteer, werk, stage, stages, emprego, empregos, oportunidades, candidaturas, talentos, "
        "envie o seu cv, envie seu curriculo",
        1: "recruiting, praktikum, traineeship, apprenticeships, internships",
    },
    PageKind.PRODUCTS: {
        3: "products, product, our products, services, service, our services, solutions, what we do, "
        "what we offer, our solutions, products services, products and services, product range, "
        "services we offer, our offering, produkte, produkt, unsere produkte, leistungen, unsere leistungen, "
        "dienstleistungen, losungen, loesungen, was wir tun, was wir machen, was wir bieten, "
        "leistungsspektrum, produkte leistungen, leistungsubersicht, leistungsuebersicht, produktubersicht, "
        "produktuebersicht, geschaftsfelder, geschaeftsfelder, leistungsangebot, unser angebot, "
        "produktprogramm, produits, nos produits, prestations, nos prestations, nos services, nos solutions, "
        "produits et services, ce que nous faisons, nos activites, domaines d activite, notre offre, "
        "productos, servicios, soluciones, nuestros servicios, nuestros productos, que hacemos, "
        "lo que hacemos, productos y servicios, que ofrecemos, a que nos dedicamos, areas de actividad, "
        "gama de productos, prodotti, servizi, soluzioni, i nostri prodotti, i nostri servizi, cosa facciamo, "
        "cosa offriamo, prodotti e servizi, di cosa ci occupiamo, aree di attivita, settori di attivita, "
        "linee di prodotto, producten, diensten, onze diensten, onze producten, oplossingen, wat we doen, "
        "wat wij doen, wat we bieden, producten en diensten, dienstverlening, ons aanbod, produtos, servicos, "
        "solucoes, o que fazemos, produtos e servicos, o que oferecemos, areas de atuacao, nossos servicos, "
        "nossos produtos, os nossos servicos, os nossos produtos, gama de produtos, areas de negocio",
        2: "fonctionnalites, funzionalita, functionaliteiten, funktionsumfang, kurse, courses, our courses, "
        "formations, nos formations, cursos, nuestros cursos, corsi, i nostri corsi, cursussen, "
        "onze cursussen, os nossos cursos, menukaart, menu kaart, speisen, la nostra cucina, terapias, "
        "therapien, leistungen im uberblick, leistungen im ueberblick, sparten, geschaftsbereiche, "
        "geschaeftsbereiche, poles d activite, divisiones, divisioni, platform, features, capabilities, "
        "industries, portfolio, expertise, offering, catalogue, catalog, range, our range, how we help, "
        "areas of work, practice areas, areas of expertise, specialties, specialities, our expertise, "
        "treatments, menu, brands, applications, technology, shop, store, angebot, angebote, kompetenzen, "
        "sortiment, plattform, funktionen, branchen, tatigkeitsbereiche, taetigkeitsbereiche, arbeitsgebiete, "
        "tatigkeitsfelder, taetigkeitsfelder, schwerpunkte, rechtsgebiete, behandlungen, speisekarte, "
        "leistung, produktwelt, anwendungen, fachgebiete, lieferprogramm, savoir faire, notre savoir faire, "
        "catalogue produits, metiers, nos metiers, offre, nos offres, plateforme, activites, activite, gamme, "
        "notre gamme, nos gammes, expertises, nos expertises, specialites, boutique, la carte, catalogo, "
        "plataforma, funcionalidades, sectores, especialidades, lineas de negocio, areas de practica, "
        "actividades, actividad, tratamientos, gama, tienda, carta, piattaforma, settori, attivita, "
        "competenze, specializzazioni, trattamenti, gamma, lavorazioni, negozio, le attivita, "
        "aree di intervento, aanbod, assortiment, functies, sectoren, specialisaties, werkzaamheden, "
        "specialismen, behandelingen, webshop, winkel, werkgebieden, setores, atividades, areas de pratica, "
        "tratamentos, loja, linhas de produtos, solucoes",
        1: "our projects, unsere projekte, projets, nos projets, realisations, nos realisations, proyectos, "
        "nuestros proyectos, progetti, i nostri progetti, realizzazioni, projecten, onze projecten, projetos, "
        "nossos projetos, os nossos projetos, referencias, referenze, referenties, portefolio, work, "
        "projects, projekte, referenzen, references, tour, how it works",
    },
    PageKind.PRICING: {
        3: "pricing, prices, plans, plans and pricing, plans pricing, pricing plans, price list, pricelist, "
        "our prices, preise, preisliste, preise und tarife, tarife, unsere preise, preisubersicht, "
        "preisuebersicht, preise pakete, tarifs, nos tarifs, prix, nos prix, tarification, grille tarifaire, "
        "precios, tarifas, planes, planes y precios, nuestros precios, nuestras tarifas, lista de precios, "
        "prezzi, tariffe, listino prezzi, listino, i nostri prezzi, piani e prezzi, tariffario, prijzen, "
        "tarieven, onze tarieven, onze prijzen, prijslijst, precos, planos, planos e precos, precario, "
        "tarifario, tabela de precos, os nossos precos, nossos precos",
        2: "packages, rates, cost, costs, fees, our rates, our fees, what it costs, how much does it cost, "
        "subscriptions, pakete, konditionen, kosten, was kostet das, was kostet, honorar, honorare, gebuhren, "
        "gebuehren, formules, nos formules, abonnements, honoraires, combien ca coute, devis et tarifs, "
        "paquetes, honorarios, cuanto cuesta, costes, cuotas, abbonamenti, pacchetti, piani, costi, "
        "quanto costa, pakketten, abonnementen, wat kost het, wat kost, pacotes, quanto custa, custos, "
        "assinaturas, subscribe",
        1: "buy, quote",
    },
    PageKind.IMPRINT: {
        3: "imprint, impressum, mentions legales, mention legale, aviso legal, note legali, informazioni legali, "
        "colofon, legal notice, legal information, informacion legal, dati societari, bedrijfsgegevens, "
        "informacao legal, site notice, company information, company details, nota legal, "
        "juridische informatie, dados da empresa, informacoes legais, corporate information",
        2: "wettelijke gegevens, informations societe, gesetzliche angaben, datos fiscales, legal disclosure, "
        "anbieterkennzeichnung, informations legales, dati legali, infos legales, legales, juridisch, "
        "datos legales, datos de la empresa, pflichtangaben, offenlegung",
    },
    PageKind.BLOG: {
        3: "blog, news, newsroom, press, press releases, our blog, insights, articles, aktuelles, neuigkeiten, "
        "presse, magazin, pressemitteilungen, actualites, actualite, actus, noticias, prensa, novedades, "
        "notizie, novita, rassegna stampa, nieuws, actueel, pers, novidades, imprensa, media, journal, "
        "actualidad, atualidade, le journal, nos actualites, ultime notizie",
        2: "latest news, stories, events, news events, updates, resources, meldungen, aktuelle meldungen, "
        "veranstaltungen, evenements, eventos, eventi, blogs, artikelen, artigos, sala de prensa, press room, "
        "berichten, laatste nieuws, knowledge, wissen, ratgeber, case studies, success stories",
    },
    # whose site it is stands in what is said of people's data before it stands in terms
    PageKind.LEGAL: {
        3: "privacy, privacy policy, privacy notice, legal, gdpr, datenschutz, datenschutzerklarung, "
        "datenschutzerklaerung, datenschutzhinweise, rechtliches, confidentialite, "
        "politique de confidentialite, donnees personnelles, politica de privacidad, privacidad, "
        "informativa privacy, informativa sulla privacy, privacybeleid, privacyverklaring, "
        "politica de privacidade, privacidade, proteccion de datos, protecao de dados, data protection",
        2: "terms, terms of service, terms of use, terms and conditions, cookies, cookie policy, disclaimer, agb, "
        "nutzungsbedingungen, haftungsausschluss, cgv, cgu, conditions generales, terminos y condiciones, "
        "condiciones, termini e condizioni, condizioni, algemene voorwaarden, voorwaarden, termos de uso, "
        "termos e condicoes, politica de cookies, accessibility, barrierefreiheit, accessibilite, "
        "accesibilidad, security policy, protection des donnees, condiciones de uso, condicoes, terminos, "
        "termos, mentions cookies",
    },
}

#: What names a page only where a link says nothing else: "Management" is a page of people, "Stock Management" is not.
ALONE = frozenset(
    (
        *("management", "leadership", "people", "staff", "board", "direction", "direccion", "direzione", "governance"),
        *("gouvernance", "administracao", "gestao", "personas", "persone", "pessoas", "mensen", "menschen", "experts"),
        *("experten", "time", "support", "location", "locations", "offices", "standort", "standorte", "sedes", "sedi"),
        *("lojas", "route", "acces", "employment", "opportunities", "openings", "work", "stage", "stages", "talent"),
        *("talents", "join", "technology", "applications", "features", "platform", "menu", "brands", "shop", "store"),
        *("range", "industries", "plans", "rates", "cost", "costs", "fees", "packages", "buy", "quote", "kosten"),
        *("costi", "piani", "planos", "company", "corporate", "group", "profile", "history", "values", "vision"),
        *("inside", "facts", "story", "overview", "background", "why", "meet", "discover", "over", "uber", "ueber"),
        *("sobre", "warum", "pourquoi", "por que", "perche", "waarom", "porque", "conoce", "conheca", "decouvrez"),
        *("scopri", "ontdek", "qui est", "quien es", "chi e", "wie is", "media", "press", "events", "resources"),
        *("updates", "journal", "stories", "knowledge", "wissen", "legal", "terms", "attivita", "activites"),
        *("activite", "actividad", "atividades", "settori", "sectores", "setores", "branchen"),
    )
)

#: After these a name follows: "About Acme", "Jobs at Acme".
BEFORE_NAMES = frozenset(
    (
        *("about", "why", "meet", "discover", "working at", "work at", "life at", "contact", "team", "join"),
        *("uber", "ueber", "warum", "arbeiten bei", "karriere bei", "kontakt", "jobs", "karriere", "careers"),
        *("a propos", "pourquoi", "decouvrez", "qui est", "travailler chez"),
        *("sobre", "por que", "conoce", "quien es", "trabajar en", "trabaja en", "acerca de"),
        *("perche", "scopri", "chi e", "lavorare in", "entra in"),
        *("over", "waarom", "ontdek", "wie is", "werken bij", "kom werken bij"),
        *("porque", "conheca", "quem e", "trabalhar na", "trabalhar no"),
    )
)

#: Words that change nothing of what a link says: articles, possessives, joints.
SMALL = frozenset(
    (
        *("the", "a", "an", "our", "your", "my", "of", "in", "at", "for", "to", "and", "with", "us", "we", "by", "on"),
        *("der", "die", "das", "den", "dem", "ein", "eine", "unser", "unsere", "unserer", "ihr", "ihre", "und", "zu"),
        *("zum", "zur", "von", "vom", "bei", "mit", "im", "fur", "fuer", "wir", "uns", "alle", "rund", "um", "sie"),
        *(
            "le",
            "la",
            "les",
            "l",
            "un",
            "une",
            "des",
            "du",
            "de",
            "d",
            "notre",
            "nos",
            "votre",
            "vos",
            "et",
            "en",
            "chez",
        ),
        *(
            "el",
            "los",
            "las",
            "lo",
            "del",
            "al",
            "y",
            "e",
            "o",
            "nuestro",
            "nuestra",
            "nuestros",
            "nuestras",
            "su",
            "con",
        ),
        *("il", "i", "gli", "della", "dei", "delle", "di", "da", "nostro", "nostri", "nostre", "ed"),
        *("het", "een", "ons", "onze", "van", "voor", "met", "wij", "je", "uw", "jouw", "bij", "op"),
        *("os", "as", "do", "dos", "uma", "na", "no", "nosso", "nossa", "nossos", "nossas", "seu"),
    )
)

#: Pages that say nothing about a company, by a word of their path or of the link's text.
NOT_WORTH = frozenset(
    (
        *("login", "logout", "signin", "signup", "register", "registrieren", "anmelden", "abmelden", "connexion"),
        *("account", "konto", "my-account", "mein-konto", "password", "passwort", "reset", "unsubscribe"),
        *(
            "cart",
            "basket",
            "warenkorb",
            "panier",
            "carrito",
            "carrello",
            "winkelwagen",
            "checkout",
            "kasse",
            "carrinho",
        ),
        *("wishlist", "merkliste"),
        *("search", "suche", "recherche", "buscar", "cerca", "zoeken", "feed", "rss", "sitemap", "print", "share"),
        *("tag", "tags", "category", "kategorie", "author", "archive", "archiv", "calendar", "kalender", "page"),
        *("wp-admin", "wp-json", "wp-login", "wp-content", "xmlrpc", "trackback", "ajax", "api", "cgi-bin"),
        *("download", "downloads", "newsletter", "pesquisar", "pesquisa"),
    )
)
