"""What people type into a cell to say that there is no website, in the languages of their tables."""

from __future__ import annotations

import re
import unicodedata

#: Single words and short phrases, without case and accents.
_SAID = frozenset(
    (
        *("none", "null", "nil", "nan", "no", "unknown", "tbd", "tba", "tbc", "x", "xx", "xxx", "0", "n", "missing"),
        *("empty", "blank", "not available", "not applicable", "not found", "not known", "does not exist", "pending"),
        *("coming soon", "under construction", "to be determined", "has none", "does not have one"),
        *("nein", "kein", "keine", "keiner", "keines", "keine angabe", "keine angaben", "unbekannt", "entfallt"),
        *("fehlt", "ohne", "leer", "nicht vorhanden", "nicht bekannt", "nicht verfugbar", "nicht gefunden", "folgt"),
        *("im aufbau", "in arbeit", "gibt es nicht", "hat keine"),
        *("non", "aucun", "aucune", "neant", "sans", "sans objet", "inconnu", "inconnue", "non disponible", "rien"),
        *("non communique", "non renseigne", "pas disponible", "en construction", "introuvable"),
        *("ninguno", "ninguna", "nada", "no tiene", "no disponible", "no aplica", "no hay", "desconocido"),
        *("desconocida", "no existe", "en construccion", "sin datos", "pendiente"),
        *("nessuno", "nessuna", "assente", "sconosciuto", "non presente", "non ha", "non esiste", "mancante"),
        *("in costruzione", "niente", "non disponibile"),
        *("geen", "onbekend", "nvt", "niet bekend", "niet beschikbaar", "ontbreekt", "niet van toepassing"),
        *("niet gevonden", "heeft geen", "in aanbouw"),
        *("nenhum", "nenhuma", "nao", "nao tem", "nao ha", "nao disponivel", "nao possui", "nao aplicavel"),
        *("nao informado", "desconhecido", "em construcao"),
        *("ingen", "saknas", "mangler", "ei ole", "puuttuu", "brak", "nie ma", "brak strony", "nema", "neni", "nincs"),
        *("yok", "нет", "нет сайта", "отсутствует", "немає"),
        *("なし", "無し", "無", "不明", "未定", "該当なし", "ありません", "无", "暂无", "没有", "無資料", "ー"),
    )
)
_NOT = (
    *("no", "without", "kein", "keine", "ohne", "noch keine", "noch kein", "hat keine", "aucun", "aucune", "pas de"),
    *("sans", "sin", "no tiene", "nessun", "nessuna", "senza", "geen", "zonder", "nog geen", "sem", "nenhum"),
    *("nao tem", "non ha"),
)
_THING = (
    *("website", "web site", "site", "web", "url", "homepage", "home page", "webseite", "internetseite", "internet"),
    *("site web", "site internet", "sitio web", "sitio", "pagina web", "pagina", "sito", "sito web", "webpagina"),
    *("webpage", "domain", "link", "webauftritt"),
)
_PHRASES = frozenset(f"{no} {thing}" for no in _NOT for thing in _THING)

#: Abbreviations, without their dots, strokes and spaces: n/a, n.a., k. A., n.v.t., s/d.
_SHORT = frozenset(("na", "ka", "nv", "nvt", "nd", "nc", "so", "sd", "nn", "nb", "sn"))
_ABBREVIATION = re.compile(r"\w{2,3}|\w(?:\s?[./\\-]\s?\w){1,2}\.?")

#: What spreadsheets show for a formula that failed, and databases for no value.
_ERROR = re.compile(r"#[\w/ ]{1,12}[!?]?|\\n")


def says_nothing(cell: str) -> bool:
    """Whether a cell, trimmed, says that there is no website, or holds nothing but signs."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", cell) if not unicodedata.combining(sign)).casefold()
    if not any(map(str.isalnum, plain)):
        return True
    if _ERROR.fullmatch(plain):
        return True
    if _ABBREVIATION.fullmatch(plain) and re.sub(r"\W", "", plain) in _SHORT:
        return True
    # a dot within may be a domain's: no.site is one that somebody may have
    words = " ".join(re.findall(r"[^\W_]+", plain)) if "." not in plain.strip(".") else plain
    return words in _SAID or words in _PHRASES
