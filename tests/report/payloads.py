"""What hostile websites and sheets write into their texts."""

from __future__ import annotations

from dataclasses import replace

from tests.report.materials import example, failed, full, row
from theodore.model.errors import Reason
from theodore.report.material import Material
from theodore.store.records import SlowSite
from theodore.store.report_figures import Shares

PAYLOADS = (
    "<script>owned()</script>",
    "</script><script>owned()</script>",
    "<!--<script>",
    "</title><img src=x onerror=owned()>",
    '"><img src=x onerror=owned()>',
    "'><svg/onload=owned()>",
    '" onmouseover="owned()',
    "</style><style>*{display:none}</style>",
    "<a href=javascript:owned()>x</a>",
    "javascript:owned()//x.test",
    "JAVASCRIPT:owned()",
    "data:text/html,<script>owned()</script>",
    'https://x.test/"onclick="owned()',
    "https://x.test/'><script>owned()</script>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "&lt;script&gt;owned()&lt;/script&gt;",
    "\u2028owned()\u2029",
    "]}</script><base href=//evil.test>",
    "<meta http-equiv=refresh content='0;url=//evil.test'>",
    "<iframe srcdoc='<script>owned()</script>'></iframe>",
    "\x00<scr\x00ipt>owned()</scr\x00ipt>",
    "<plaintext>",
)


def hostile(payload: str) -> Material:
    """A report with this text wherever a text may come from elsewhere."""
    rows = [
        row(payload, payload, progress=payload),
        row("Name", f"https://x.test/{payload}"),
        failed(payload, payload, message=payload),
        replace(failed("Other", "x.test"), error_type=payload, reason=payload),
    ]
    made = full(rows)
    return replace(
        made,
        title=payload,
        state=payload,
        version=payload,
        summary={**made.summary, "run_id": payload},
        errors=(
            example(Reason.HTTP_404, 1, name=payload, website=payload, message=payload, record_id=payload),
            replace(example(Reason.HTTP_404, 1), error_type=payload, reason=payload),
        ),
        slowest=(SlowSite(payload, payload, payload, payload, 1.0, 1),),
        shares={name: Shares(1, 1, ((payload, 1),)) for name in made.shares},
    )
