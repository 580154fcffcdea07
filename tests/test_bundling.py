"""Modules that are loaded on demand leave as one file."""

import pytest

from config.bundling import BundleError, bundled, on_demand

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
