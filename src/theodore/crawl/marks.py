"""By what pages are known that stand in a company's place: data for blocks.

Headers and file names of the vendors' own are sure signs. Phrases are not: a company may sell domains or write about
captchas, so that phrases count only on pages that have hardly any other text, or in a page's title.
"""

from __future__ import annotations

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


#: Headers that are sent with a challenge and never with content, each with a part of its value; "" for any value.
CHALLENGE_HEADERS = {
    "cf-mitigated": "challenge",
    "x-amzn-waf-action": "",
    "x-vercel-mitigated": "challenge",
    "x-vercel-challenge-token": "",
    "x-kpsdk-ct": "",
    "x-sucuri-block": "",
    "sg-captcha": "challenge",
}

#: Scripts and objects that only a challenge page loads. In lower case.
CHALLENGE_OBJECTS = (
    "_cf_chl_opt",
    "cf-chl-",
    "cf_chl_",
    "cf-browser-verification",
    "/cdn-cgi/challenge-platform/h/b/orchestrate",
    "/cdn-cgi/challenge-platform/h/g/orchestrate",
    "_incapsula_resource",
    "incapsula incident id",
    "captcha-delivery.com",
    "px-captcha",
    "awswafcookiedomainlist",
    "gokuprops",
    "sec-if-cpt-container",
    "/_sec/cp_challenge",
    "bm-verify=",
    "sucuri_cloudproxy_js",
    "/.well-known/sgcaptcha",
    "/.well-known/ddos-guard/js-challenge",
    "_fs-ch-",
    "aliyun_waf",
    "acw_sc__v2",
    "anubis_challenge",
    "/.within.website/x/cmd/anubis",
)

#: What a challenge says, in its title or as nearly all of its text.
CHALLENGE_PHRASES = _any_of(
    r"just a moment",
    r"attention required",
    r"checking (?:if the site connection|your browser|(?:that )?you are)",
    r"(?:verify|confirm|prove|make sure|check|ensur)\w* (?:that )?you(?: a|')re (?:\w+ )?(?:human|real|robot|bot)\b",
    r"are you (?:a |an )?(?:human|robot|bot)\b",
    r"(?:not|n't) a (?:robot|bot)\b",
    r"(?:human|bot|browser) (?:verification|check)\b",
    r"security (?:check|verification|checkpoint)",
    r"ddos protection",
    r"enable javascript and cookies to continue",
    r"unusual (?:traffic|activity)",
    r"automated (?:access|requests|traffic|queries)",
    r"press (?:&|and) hold",
    r"pardon our interruption",
    r"request unsuccessful",
    r"(?:complete|solve) (?:the|this) (?:security check|captcha|challenge|puzzle)",
    r"why (?:have i been blocked|do i have to complete a captcha)",
    r"(?:please wait|one moment)[^.]{0,60}(?:verif|check)",
    r"sicherheits(?:überprüfung|prüfung|abfrage)",
    r"sind sie ein mensch|dass sie (?:ein mensch|kein roboter)",
    r"vérifi\w+ (?:que )?vous êtes (?:un )?(?:être )?humain|contrôle de sécurité",
    r"verifi\w+ que (?:usted )?(?:es|eres) (?:un )?(?:ser )?human|comprobación de seguridad",
    r"verific\w+ (?:di essere|che (?:tu )?sei) (?:un )?(?:essere )?uman|controllo di sicurezza",
    r"controler\w* (?:of|dat) u een mens|beveiligingscontrole",
    r"verifi\w+ (?:se|que) (?:você )?é (?:um )?(?:ser )?human|verificação de segurança",
)

#: What a refusal says that is neither a challenge nor an error.
REFUSAL_PHRASES = _any_of(
    r"access (?:to this (?:page|site|resource) )?(?:has been |is |was )?(?:denied|forbidden|blocked|restricted)",
    r"(?:you have|your (?:ip|request|access|connection)[^.]{0,40}) been blocked",
    r"403 forbidden",
    r"request (?:was )?(?:blocked|rejected|forbidden)",
    r"zugriff (?:verweigert|gesperrt)",
    r"accès (?:refus|interdit)\w*",
    r"acceso (?:denegado|prohibido)",
    r"accesso negato",
    r"toegang geweigerd",
    r"acesso negado",
)

GEO_PHRASES = _any_of(
    r"not (?:available|accessible|offered) (?:in|from|to visitors (?:in|from)) your (?:country|region|location|area)",
    r"(?:country|region) (?:is|has been) (?:blocked|banned|not (?:allowed|permitted|supported))",
    r"in (?:ihrem|deinem) land nicht verfügbar",
    r"pas (?:disponible|accessible) dans votre pays",
    r"no (?:está )?disponible en (?:su|tu) país",
    r"non (?:è )?disponibile nel (?:suo|tuo) paese",
    r"niet beschikbaar in uw land",
)

FOR_SALE_PHRASES = _any_of(
    r"domain(?: ?name)?[^.!?]{0,60} (?:is|may be|might be|could be) (?:\w+ )?(?:for sale|for purchase)",
    r"(?:buy|purchase|acquire|own|get|lease|bid on|offer (?:on|for)) (?:this|the) (?:premium )?domain",
    r"domain(?: ?name)? for sale",
    r"(?:interested in|inquire about|price of) (?:this|the) domain",
    r"domain[^.!?]{0,60} (?:steht |ist )?(?:zum verkauf|zu verkaufen|kaufen)",
    r"domaine[^.!?]{0,60} à vendre|acheter ce (?:nom de )?domaine",
    r"dominio[^.!?]{0,60} (?:en|a la) venta|comprar? este dominio",
    r"dominio[^.!?]{0,60} in vendita|acquist\w+ questo dominio",
    r"domein(?:naam)?[^.!?]{0,60} te koop|koop (?:deze|dit) domein",
    r"domínio[^.!?]{0,60} à venda",
)
FOR_SALE_OBJECTS = (
    "hugedomains.com/",
    "dan.com/buy",
    "afternic.com/forsale",
    "sedo.com/search/details",
    "undeveloped.com/",
)

PARKED_PHRASES = _any_of(
    r"(?:domain|web ?site|site|page)(?: ?name)? (?:\w+ )?(?:is |has been |was )?(?:currently |temporarily )?parked",
    r"parked (?:free|domain|page|by)|domain parking|parking page",
    r"domain (?:name )?(?:was |has been |is )?(?:recently |already )?registered",
    r"future home of",
    r"sponsored (?:listings|links)|related (?:searches|links)",
    r"domain[^.!?]{0,60} geparkt|domain (?:wurde|ist)[^.!?]{0,40} registriert",
    r"domaine[^.!?]{0,60} (?:parqué|réservé|enregistré|parking)",
    r"dominio[^.!?]{0,60} (?:aparcado|estacionado|registrado|parcheggiato|registrato)",
    r"domein(?:naam)?[^.!?]{0,60} (?:geparkeerd|geregistreerd)",
    r"domínio[^.!?]{0,60} (?:estacionado|registado|registrado)",
)
PARKED_OBJECTS = (
    "sedoparking.com",
    "parkingcrew.net",
    "bodis.com",
    "parklogic.com",
    "parking-lander",
    "d1lxhc4jvstzrp.cloudfront.net",
    "skenzo.com",
    "namedrive.com",
    'window.location.href="/lander"',
)

#: Titles and headings of what a server shows before anything is published on it.
DEFAULT_PHRASES = _any_of(
    r"welcome to (?:nginx|openresty|caddy|tengine|centos|apache|iis)",
    r"apache2? (?:\w+ )?default page",
    r"(?:apache|nginx|http) (?:http )?server test page|test page for the (?:apache|nginx|http)",
    r"iis windows server",
    r"^it works!?$",
    r"default (?:web ?site|web ?server|server|plesk|domain|host) ?page|plesk default|web server'?s default page",
    r"^index of /",
    r"standardseite (?:des|eines|für) ",
    r"(?:web ?)?server (?:is|was|has been) (?:successfully )?(?:installed|set up|running)",
    r"no (?:web ?site|site) (?:is |has been )?(?:configured|published) (?:here|at this address|yet)?",
    r"hier entsteht (?:eine neue|in kürze)",
)

#: Titles and headings of errors.
NOT_FOUND_PHRASES = _any_of(
    r"\b404\b",
    r"(?:page|file|document|site) (?:was |could )?not (?:be )?found|^not found",
    r"(?:seite|datei) (?:wurde |konnte )?nicht gefunden",
    r"page (?:introuvable|non trouvée)",
    r"página no encontrada",
    r"pagina non trovata",
    r"pagina niet gevonden",
    r"página não encontrada",
    r"page (?:you[^.]{0,40} )?(?:doesn't|does not) exist",
)
ERROR_PHRASES = _any_of(
    r"^(?:http )?(?:error |fehler |erreur )?:?50[0234]\b|\b(?:error|fehler|erreur|errore|fout|erro):? 50[0234]\b",
    r"internal server error|bad gateway|gateway time-?out|service (?:temporarily )?unavailable",
    r"(?:site|page|website|server) (?:is )?temporarily (?:unavailable|down|offline)",
    r"error establishing a database connection|database (?:connection )?error|fatal error|application error",
    r"something went wrong|an error (?:has )?occurred|unexpected error|there has been a critical error",
    r"web server is (?:down|returning an unknown error)|account (?:has been )?suspended|bandwidth limit exceeded",
    r"datenbankfehler|interner (?:server)?fehler|ein fehler ist aufgetreten|vorübergehend nicht (?:verfüg|erreich)bar",
    r"erreur (?:interne|serveur|du serveur)|une erreur est survenue|service indisponible",
    r"error (?:interno|del servidor|en el servidor)|servicio no disponible|ha ocurrido un error",
    r"errore (?:interno|del server)|servizio non disponibile|si è verificato un errore",
    r"interne serverfout|er is (?:een fout|iets mis)",
    r"erro (?:interno|no servidor)|ocorreu um erro",
)

LOGIN_PHRASES = _any_of(
    r"\blog ?-?in\b|\bsign ?-?in\b|members? only|password required|protected (?:site|page|area)",
    r"\banmeld(?:en|ung)\b|\beinloggen\b|passwortgeschützt",
    r"\bconnexion\b|se connecter|identifi\w+",
    r"iniciar sesión|\baccedi\b|inloggen|aanmelden|\bentrar\b",
)
