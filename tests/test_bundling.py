"""Modules with what they import, and style sheets with those that they gather, leave as one file each."""

import pytest

from config.bundling import BundleError, bundled, gathered, gathers, on_demand

FILES = {
    "js/line.js": """
import { Scale, dayOf } from "./line/scale.js";
import { draw } from "./line/draw.js";

export function start() {
  return draw(new Scale(dayOf));
}
""",
    "js/line/scale.js": "export const dayOf = 1;\nexport class Scale {}\n",
    "js/line/draw.js": 'import { Scale } from "./scale.js";\nexport async function draw() {}\n',
}


def test_each_module_stands_once_before_those_that_need_it() -> None:
    text = bundled("js/line.js", FILES.__getitem__)
    assert text.count("class Scale") == 1
    assert text.index("class Scale") < text.index("async function draw") < text.index("export function start")
    assert "import" not in text
    assert text.count("export") == 1


def test_what_is_loaded_on_demand_is_found() -> None:
    text = 'const face = narrow ? await import("./line/strip.js") : await import("./line/board.js");'
    assert on_demand("js/line.js", text) == {"js/line/strip.js", "js/line/board.js"}


@pytest.mark.parametrize(
    "line", ['import draw from "./draw.js";', 'import "./draw.js";', "export { draw };", "export default 1;"]
)
def test_what_cannot_be_bundled_is_refused_with_the_remedy(line: str) -> None:
    with pytest.raises(BundleError, match=r"js/line.js: .* cannot be bundled; write import"):
        bundled("js/line.js", {"js/line.js": f"{line}\n"}.__getitem__)


def test_modules_that_need_each_other_are_named() -> None:
    files = {
        "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
        "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n',
    }
    with pytest.raises(BundleError, match=r"a.js → b.js → a.js ask for each other"):
        bundled("a.js", files.__getitem__)


def test_a_name_that_two_modules_declare_is_refused() -> None:
    files = {
        "a.js": 'import { one } from "./b.js";\nimport { two } from "./c.js";\n',
        "b.js": "const SLACK = 1;\nexport const one = SLACK;\n",
        "c.js": "const SLACK = 2;\nexport const two = SLACK;\n",
    }
    with pytest.raises(BundleError, match=r"“SLACK” is declared in b.js and in c.js; rename one"):
        bundled("a.js", files.__getitem__)


def test_a_name_that_is_taken_as_another_is_refused() -> None:
    files = {"a.js": 'import { one as first } from "./b.js";\n', "b.js": "export const one = 1;\n"}
    with pytest.raises(BundleError, match=r"one as first .* cannot be bundled; take each name as it is"):
        bundled("a.js", files.__getitem__)


SHEETS = {
    "css/site.css": '/* All. */\n@import "./tokens.css";\n@import "./wall/wide.css" (width >= 48rem);\n',
    "css/tokens.css": "@layer tokens, base;\n",
    "css/wall/wide.css": "/* Wide. */\n.wall { display: grid; }\n",
}


def test_a_style_sheet_leaves_with_those_that_it_gathers() -> None:
    assert gathers(SHEETS["css/site.css"])
    assert not gathers(SHEETS["css/tokens.css"])
    assert gathered("css/site.css", SHEETS.__getitem__) == (
        "/* All. */\n@layer tokens, base;\n@media (width >= 48rem) {\n/* Wide. */\n.wall { display: grid; }\n}\n"
    )


def test_a_drawing_that_would_be_looked_for_in_another_folder_is_refused() -> None:
    files = SHEETS | {"css/wall/wide.css": '.wall { mask: url("../../art/wall.svg"); }'}
    with pytest.raises(BundleError, match=r"css/wall/wide.css: .*wall.svg.* would lead elsewhere from css/site.css"):
        gathered("css/site.css", files.__getitem__)


@pytest.mark.parametrize(
    "line", ["@import url(tokens.css);", '@import "../tokens.css";', '@import "./tokens.css" print;']
)
def test_what_cannot_be_gathered_is_refused_with_the_remedy(line: str) -> None:
    with pytest.raises(BundleError, match=r"css/site.css: .* cannot be gathered; write @import"):
        gathered("css/site.css", (SHEETS | {"css/site.css": f"{line}\n"}).__getitem__)


def test_a_sheet_that_is_gathered_gathers_none_itself() -> None:
    files = SHEETS | {"css/tokens.css": '@import "./base.css";\n'}
    with pytest.raises(BundleError, match="in one sheet only"):
        gathered("css/site.css", files.__getitem__)
