"""Whose mail addresses say nothing of a company's website.

`info@acme.de` is the mail of whoever has acme.de, and there stands the website. `acme@gmail.com` is a customer of a
provider: gmail.com would be visited for every such row, and Google's facts would stand beside all of them.
"""

from __future__ import annotations

#: Brands that give addresses under many top levels, yahoo.co.uk as well as yahoo.fr: known by the name alone.
_FAMILIES = frozenset(
    (
        *("gmail", "googlemail", "yahoo", "ymail", "rocketmail", "hotmail", "outlook", "icloud", "aol"),
        *("gmx", "protonmail", "yandex", "tutanota", "mailbox", "zohomail", "hushmail"),
    )
)

#: Registrable domains; names like "live" or "free" are companies' own under other top levels.
_DOMAINS = frozenset(
    (
        # of the whole world
        *("live.com", "msn.com", "windowslive.com", "passport.com", "me.com", "mac.com", "mail.com", "email.com"),
        *("proton.me", "pm.me", "fastmail.com", "fastmail.fm", "zoho.com", "tuta.com", "tuta.io", "tutamail.com"),
        *("inbox.com", "hey.com", "duck.com", "usa.net", "post.com", "europe.com", "consultant.com"),
        *("live.de", "live.at", "live.fr", "live.be", "live.nl", "live.it", "live.co.uk", "live.ie", "live.dk"),
        *("live.se", "live.no", "live.fi", "live.ca", "live.cn", "live.jp", "live.ru", "live.in", "live.com.au"),
        *("live.com.mx", "live.com.ar", "live.com.pt", "live.cl", "live.co.za"),
        # Germany, Austria, Switzerland
        *("web.de", "t-online.de", "freenet.de", "arcor.de", "email.de", "online.de", "posteo.de", "posteo.net"),
        *("vodafone.de", "vodafonemail.de", "kabelmail.de", "unitybox.de", "alice-dsl.net", "netcologne.de"),
        *("osnanet.de", "ewetel.net", "ewe.net", "t-online.at", "aon.at", "chello.at", "a1.net", "liwest.at"),
        *("bluewin.ch", "hispeed.ch", "sunrise.ch", "swissonline.ch", "gmail.de", "mail.de", "o2mail.de"),
        # France, Belgium, Luxembourg
        *("orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "neuf.fr", "bbox.fr", "numericable.fr"),
        *("club-internet.fr", "aliceadsl.fr", "cegetel.net", "skynet.be", "telenet.be", "proximus.be", "scarlet.be"),
        *("voo.be", "pt.lu", "internet.lu"),
        # Italy
        *("libero.it", "virgilio.it", "tin.it", "alice.it", "tiscali.it", "inwind.it", "iol.it", "fastwebnet.it"),
        *("tim.it", "aruba.it", "pec.it", "legalmail.it", "arubapec.it", "poste.it", "email.it", "vodafone.it"),
        # Spain, Portugal, Latin America
        *("telefonica.net", "terra.es", "ono.com", "movistar.es", "orange.es", "sapo.pt", "iol.pt", "netcabo.pt"),
        *("uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br", "globo.com", "prodigy.net.mx"),
        # the Netherlands and the North
        *("ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "home.nl", "xs4all.nl", "hetnet.nl", "upcmail.nl"),
        *("casema.nl", "chello.nl", "telia.com", "bredband.net", "spray.se", "online.no", "mail.dk", "jubii.dk"),
        *("luukku.com", "elisanet.fi", "kolumbus.fi", "simnet.is"),
        # Great Britain, Ireland
        *("btinternet.com", "btopenworld.com", "sky.com", "talktalk.net", "virginmedia.com", "ntlworld.com"),
        *("blueyonder.co.uk", "tiscali.co.uk", "orange.net", "plus.net", "plusnet.com", "eircom.net"),
        # America, Australia
        *("comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net"),
        *("earthlink.net", "juno.com", "netzero.net", "optonline.net", "rr.com", "frontier.com", "rogers.com"),
        *("shaw.ca", "sympatico.ca", "telus.net", "videotron.ca", "bigpond.com", "bigpond.net.au", "optusnet.com.au"),
        *("iinet.net.au", "xtra.co.nz"),
        # the East of Europe
        *("mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "rambler.ru", "ya.ru", "ukr.net", "i.ua"),
        *("meta.ua", "wp.pl", "o2.pl", "onet.pl", "onet.eu", "op.pl", "interia.pl", "poczta.onet.pl", "gazeta.pl"),
        *("seznam.cz", "email.cz", "post.cz", "centrum.cz", "volny.cz", "azet.sk", "centrum.sk", "zoznam.sk"),
        *("freemail.hu", "citromail.hu", "t-online.hu", "indamail.hu", "abv.bg", "mail.bg", "otenet.gr", "in.gr"),
        *("inbox.lv", "inbox.lt", "mail.ee", "net.hr", "siol.net", "mynet.com", "ttmail.com"),
        # Asia
        *("qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "139.com"),
        *("189.cn", "aliyun.com", "21cn.com", "tom.com", "naver.com", "daum.net", "hanmail.net", "nate.com"),
        *("docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "i.softbank.jp", "nifty.com", "biglobe.ne.jp"),
        *("ocn.ne.jp", "so-net.ne.jp", "plala.or.jp", "hinet.net", "rediffmail.com", "sify.com", "walla.co.il"),
        *("netvision.net.il", "emirates.net.ae"),
    )
)


def is_mail_provider(registrable: str) -> bool:
    """Whether this registrable domain gives mail addresses to everybody."""
    return registrable in _DOMAINS or registrable.partition(".")[0] in _FAMILIES
