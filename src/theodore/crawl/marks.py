"""What pages say that stand in a company's place: data for blocks. Who sets them there: vendors.

Phrases are no sure signs: a company may sell domains or write about captchas. So they count in a title or a heading, or
on pages that have hardly any other text; and some only where they are all that a title or a heading says.
"""

from __future__ import annotations

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


#: What stands around the phrase that a headline is: signs, numbers, exclamations, the word for an error.
_AROUND = (
    r"(?:[\W\d_]|\b(?:https?|errors?|code|status|fehler|erreur|errore|fout|erro|oops|hoppla|huch|oups|ups|ops|opa|oeps|"
    r"uh|oh|no|sorry|entschuldigung|leider|désolé|lo sentimos|spiacenti|helaas|desculpe|page|the|a|this|that|your)\b)*"
)


def _nothing_but(*phrases: str) -> re.Pattern[str]:
    """These as all that a headline says; to be used with `fullmatch`."""
    return re.compile(f"{_AROUND}(?:{'|'.join(phrases)}){_AROUND}", re.IGNORECASE)


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
    r"access to this page has been denied",
    r"sicherheits(?:überprüfung|prüfung|abfrage)",
    r"sind sie ein mensch|dass sie (?:ein mensch|kein roboter)",
    r"vérifi\w+ (?:que )?vous êtes (?:un )?(?:être )?humain|contrôle de sécurité",
    r"verifi\w+ que (?:usted )?(?:es|eres) (?:un )?(?:ser )?human|comprobación de seguridad",
    r"verific\w+ (?:di essere|che (?:tu )?sei) (?:un )?(?:essere )?uman|controllo di sicurezza",
    r"controler\w* (?:of|dat) u een mens|beveiligingscontrole",
    r"verifi\w+ (?:se|que) (?:você )?é (?:um )?(?:ser )?human|verificação de segurança",
)

#: Titles that challenges bear and nothing else does, however much text follows.
CHALLENGE_TITLES = _nothing_but(
    r"just a moment",
    r"attention required!? \| cloudflare",
    r"access to this page has been denied",
    r"pardon our interruption",
    r"vercel security checkpoint",
    r"ddos-guard",
)

#: What a refusal says that is neither a challenge nor an error.
_REFUSALS = (
    r"(?:access|permission) (?:to (?:this|the) \w+ )?(?:has been |is |was )?(?:denied|forbidden|blocked|restricted)",
    r"(?:you have|your (?:ip|request|access|connection)[^.]{0,40}) been blocked",
    r"forbidden",
    r"(?:your )?request (?:was |has been )?(?:blocked|rejected|forbidden)",
    r"zugriff (?:verweigert|gesperrt|verboten)",
    r"accès (?:refus|interdit)\w*",
    r"acceso (?:denegado|prohibido|restringido)",
    r"accesso (?:negato|vietato|bloccato)",
    r"toegang (?:geweigerd|verboden)",
    r"acesso (?:negado|proibido|bloqueado)",
)
REFUSAL_PHRASES = _any_of(*(phrase for phrase in _REFUSALS if phrase != "forbidden"), r"\b403\b.{0,20}forbidden")
REFUSAL_TITLES = _nothing_but(*_REFUSALS)

GEO_PHRASES = _any_of(
    r"not (?:\w+ )?(?:available|accessible|offered) (?:in|from|to visitors from) your (?:country|region|location|area)",
    r"(?:your )?(?:country|region) (?:is|has been) (?:blocked|banned|not (?:allowed|permitted|supported))",
    r"(?:blocked|restricted|denied|unavailable) (?:in|from|for|to)(?: visitors from)? your (?:country|region)",
    r"from a country (?:belonging to|in) the european (?:economic area|union)",
    r"451\W.{0,20}unavailable (?:for|due to) legal reasons",
    r"in (?:ihrem|deinem) (?:land|gebiet) (?:leider )?nicht (?:verfügbar|zugänglich)",
    r"(?:pas|in)(?: \w+)? ?(?:disponible|accessible) dans votre (?:pays|région)",
    r"no (?:está |se encuentra )?disponible en (?:su|tu) (?:país|región)",
    r"non (?:è )?disponibile nel (?:suo|tuo|vostro) paese",
    r"niet (?:beschikbaar|toegankelijk) in (?:uw|jouw) (?:land|regio)",
    r"não (?:está )?disponível (?:no|em) (?:seu|teu) país",
)

FOR_SALE_PHRASES = _any_of(
    r"domain(?: ?name)?[^.!?]{0,60} (?:is|may be|might be|could be) (?:\w+ )?(?:for sale|for purchase)",
    r"(?:buy|purchase|acquire|own|get|lease|bid on|offer (?:on|for)) (?:this|the) (?:premium )?domain",
    r"domain(?: ?name)? for sale",
    r"[\w-]+\.[a-z]{2,12} is (?:for sale|available for purchase)",
    r"(?:interested in|inquire about|price of) (?:this|the) domain",
    r"domain[^.!?]{0,60} (?:steht |ist )?(?:zum verkauf|zu verkaufen|kaufen)",
    r"domaine[^.!?]{0,60} à vendre|acheter ce (?:nom de )?domaine",
    r"dominio[^.!?]{0,60} (?:en|a la) venta|comprar? este dominio",
    r"dominio[^.!?]{0,60} in vendita|acquist\w+ questo dominio",
    r"domein(?:naam)?[^.!?]{0,60} te koop|koop (?:deze|dit) domein",
    r"domínio[^.!?]{0,60} à venda|comprar? este domínio",
)

#: What parked domains say of themselves.
PARKED_PHRASES = _any_of(
    r"(?:domain|web ?site|site|page)(?: ?name)? (?:\w+ )?(?:is |has been |was )?(?:currently |temporarily )?parked",
    r"parked (?:free|domain|page|by)|domain parking|parking page",
    r"domain (?:name )?(?:was |has been |is )?(?:recently |already |just )?registered",
    r"future home of",
    r"domain[^.!?]{0,60} geparkt|domain (?:wurde|ist)[^.!?]{0,40} (?:registriert|reserviert)",
    r"domaine[^.!?]{0,60} (?:parqué|réservé|enregistré|parking)",
    r"dominio[^.!?]{0,60} (?:aparcado|estacionado|registrado|reservado|parcheggiato|registrato)",
    r"domein(?:naam)?[^.!?]{0,60} (?:geparkeerd|geregistreerd|gereserveerd)",
    r"domínio[^.!?]{0,60} (?:estacionado|registado|registrado|reservado)",
)
#: What parked domains show, and shops too: it counts on a page that is called by its own address.
ADVERT_PHRASES = _any_of(
    r"sponsored (?:listings|links)|related (?:searches|links)|relevante (?:anzeigen|suchen)|verwandte suchbegriffe",
    r"(?:liens|annonces) (?:sponsorisés|sponsorisées|connexes)|recherches associées|búsquedas relacionadas",
    r"enlaces patrocinados|ricerche correlate|link sponsorizzati|gerelateerde zoekopdrachten|pesquisas relacionadas",
)

#: What a server or its host shows before anything is published: titles and headings of it, as all that they say.
DEFAULT_TITLES = _nothing_but(
    r"welcome to (?:nginx|openresty|caddy|tengine|centos|apache|iis|lighttpd|our server|your new (?:web ?site|server))"
    r"(?: on (?:debian|ubuntu|fedora|centos|red hat|amazon linux|almalinux|rocky linux|freebsd)[\w .]*)?",
    r"apache2? (?:\w+ )?default page(?:\W+it works)?",
    r"(?:apache|nginx|http)(?: http)? server test page(?: powered by [\w ]+)?",
    r"test page for the (?:apache|nginx|http)[\w ]*?(?: on [\w .]+)?",
    r"(?:almalinux|centos|fedora|rocky linux|red hat[\w ]*|oracle linux)[\w ]*test page",
    r"iis windows server|iis ?[0-9.]*|internet information services",
    r"it works",
    r"(?:default|plesk) (?:web ?site|web ?server|server|plesk|domain|host|parallels[\w ]*)? ?page",
    r"(?:domain|web ?site|web ?server'?s?|plesk[\w ]*) default (?:web ?site |web )?page",
    r"parallels (?:plesk|operations)[\w ]*",
    r"apache tomcat(?:/[\w.-]+)?|tomcat",
    r"jetty|welcome to (?:jboss|wildfly|glassfish|payara|jetty)[\w .]*",
    r"index of /",
    r"standardseite (?:des|eines|für) [\w ]+",
    r"(?:web ?)?server (?:is|was|has been) (?:successfully )?(?:installed|set up|running)",
    r"no (?:web ?site|site) (?:is |has been )?(?:configured|published)(?: here| at this address| yet)?",
    r"success\W+the [\w .-]+ (?:virtual host|server block) is working",
    r"xampp[\w ]*|welcome to xampp[\w ]*|wampserver[\w ]*|mamp",
    r"default-website|default website",
)
#: The same, where hardly anything else is said.
DEFAULT_PHRASES = _any_of(
    r"you've successfully installed tomcat",
    r"if you (?:can )?see this page, the \w+ (?:web ?)?server is",
    r"(?:web ?site|page) owner[^.]{0,60}(?:has not|hasn't) (?:yet )?(?:uploaded|published)",
    r"(?:has not|hasn't) (?:yet )?(?:uploaded|published) (?:a|any|their|his|the) (?:web ?site|content|pages)",
    r"no (?:web ?site|content) (?:is|has been) (?:yet )?(?:configured|published|uploaded)",
    r"replace (?:this file|/var/www|the default)",
)
#: What is not there yet. A company says so too, with its telephone number: that is a page of its own.
SOON_PHRASES = _any_of(
    r"(?:web ?site|site|page|we are|we're) (?:is |are )?(?:currently )?(?:coming soon|under construction)",
    r"something \w+ is coming soon",
    r"^\W*(?:coming soon|under construction|launching soon)\b",
    r"hier entsteht (?:eine neue|in kürze|demnächst|bald)|in kürze verfügbar",
    r"(?:web)?seite (?:ist |befindet sich )?im aufbau",
    r"site (?:web )?(?:est )?en (?:cours de )?construction|bientôt (?:en ligne|disponible)",
    r"(?:sitio|página|web) (?:\w+ )?en construcción|próximamente",
    r"(?:sito|pagina) (?:\w+ )?in (?:costruzione|allestimento)|prossimamente online",
    r"(?:website|site|pagina) (?:is )?(?:in aanbouw|onder constructie)|binnenkort (?:online|beschikbaar)",
    r"(?:site|página) em (?:construção|manutenção)|em breve",
)

#: Of pages that are not there, in the languages that are read.
_MISSING = (
    r"(?:page|file|document|site|content|url)?(?: you[^.|]{0,40})?(?: was| could)? ?(?:not|can't|cannot) (?:be )?found",
    r"not found",
    r"(?:page|content|link)[^.|]{0,40} (?:doesn't|does not|no longer) exists?",
    r"can(?:'|no)t find (?:that|this|the) page",
    r"page (?:is )?(?:missing|unavailable|no longer available)",
    r"(?:(?:diese|die|angeforderte) )*(?:seite|datei|url)[^.|]{0,40} nicht (?:gefunden|vorhanden)(?: werden)?",
    r"(?:(?:diese|die) )?seite existiert nicht(?: mehr)?",
    r"nichts gefunden",
    r"(?:cette |la )?page (?:demandée )?(?:est )?(?:introuvable|non trouvée|inexistante)",
    r"(?:cette |la )?page[^.|]{0,40} n'existe (?:pas|plus)",
    r"contenu introuvable|non trouvé",
    r"(?:la )?página (?:solicitada )?no (?:encontrada|existe|disponible)",
    r"no se (?:ha |pudo )?(?:encontrado|encontrar|encuentra) la página",
    r"(?:la )?página[^.|]{0,40} no (?:existe|se encuentra|fue encontrada)",
    r"no encontrad[oa]",
    r"(?:la )?pagina (?:richiesta )?(?:non (?:è stata )?trovata|inesistente|non (?:esiste|disponibile))",
    r"non trovat[oa]",
    r"(?:de )?pagina (?:is )?(?:niet gevonden|bestaat niet(?: meer)?)",
    r"(?:deze|de) pagina[^.|]{0,30} niet (?:gevonden|meer)(?: worden)?",
    r"niet gevonden",
    r"(?:a )?página (?:solicitada )?não (?:foi )?(?:encontrada|existe|disponível)",
    r"não encontrad[oa]",
)
NOT_FOUND_PHRASES = _any_of(*_MISSING)
#: A title or a heading that says this and no more; "404" alone is a name as well, or an area code.
NOT_FOUND_TITLES = _nothing_but(*_MISSING)
NOT_FOUND_NUMBER = re.compile(
    r"\W*(?:oops\W+)?(?:(?:https?|error|fehler|erreur|errore|fout|erro|code|status)\W+)*404"
    r"(?:\W+(?:error|fehler|erreur|errore|fout|erro|page|seite))*\W*",
    re.IGNORECASE,
)

ERROR_PHRASES = _any_of(
    r"^(?:http )?(?:error |fehler |erreur )?:?50[0234]\b",
    r"\b(?:error|fehler|erreur|errore|fout|erro):? 5(?:0[0234]|2\d)\b",
    r"internal server error|bad gateway|gateway time-?out|service (?:temporarily )?unavailable",
    r"(?:site|page|website|server) (?:is )?temporarily (?:unavailable|down|offline)",
    r"error establishing a database connection|database (?:connection )?error|fatal error|application error",
    r"something went wrong|an error (?:has )?occurred|unexpected error|there has been a critical error",
    r"web server is (?:down|returning an unknown error)|account (?:has been )?suspended|bandwidth limit exceeded",
    r"(?:down|closed|offline|briefly unavailable) for (?:scheduled )?maintenance|wartungsmodus",
    r"datenbankfehler|interner (?:server)?fehler|ein fehler ist aufgetreten|vorübergehend nicht (?:verfüg|erreich)bar",
    r"erreur (?:interne|serveur|du serveur)|une erreur est survenue|service indisponible|site en maintenance",
    r"error (?:interno|del servidor|en el servidor)|servicio no disponible|ha ocurrido un error|sitio en mantenimiento",
    r"errore (?:interno|del server)|servizio non disponibile|si è verificato un errore|sito in manutenzione",
    r"interne serverfout|er is (?:een fout|iets mis)|onderhoudsmodus",
    r"erro (?:interno|no servidor|do servidor)|ocorreu um erro|serviço indisponível",
)

LOGIN_PHRASES = _any_of(
    r"\blog ?-?in\b|\bsign ?-?in\b|members? only|password[- ](?:required|protected)",
    r"protected (?:site|page|area|content)",
    r"enter (?:store )?(?:using |the |your )?password",
    r"\banmeld(?:en|ung)\b|\beinloggen\b|passwortgeschützt|geschützter bereich",
    r"\bconnexion\b|se connecter|identifi\w+|protégé par (?:un )?mot de passe",
    r"iniciar sesión|\baccedi\b|inloggen|aanmelden|\bentrar\b|iniciar sessão|protegid[oa] (?:por|con) contraseña",
    r"protett[oa] da password|met een wachtwoord beveiligd|wachtwoord vereist|protegido por senha",
)
