"""The API's own description, taken at its word by schemathesis: what it allows and what it forbids, at each address."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.strangers import application

pytestmark = pytest.mark.usefixtures("museum")

load_all_checks()
# A 500 stands in no description, so that the first of them finds it too.
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def unpacked(app: Any) -> Any:
    """Return the application as one asks it who cannot unpack."""
    return lambda environ, start: app(environ | {"HTTP_ACCEPT_ENCODING": "identity"}, start)


def faults_of_each(app: object, each: int, only: str = "") -> list[str]:
    """Ask every operation as often, and return what does not hold, each fault once."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", unpacked(app))
    found: dict[str, str] = {}
    count = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if only not in operation.path:
            continue
        count += 1

        @effort(
            max_examples=each,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            try:
                case.call_and_validate(checks=CHECKS)
            except FailureGroup as failures:
                for failure in failures.exceptions:
                    found.setdefault(f"{case.path}: {getattr(failure, 'title', failure)}", str(failures))

        ask()
    assert count
    return [f"{name}\n{words}" for name, words in found.items()]


def test_every_address_does_what_it_says_and_nothing_else() -> None:
    found = faults_of_each(application(), 8)
    assert found == [], "\n".join(found)


def test_an_answer_that_is_not_as_described_would_be_seen() -> None:
    museum = application()

    def broken(environ: dict[str, Any], start: Any) -> Any:
        if environ["PATH_INFO"] != "/search/suggestions.json":
            return museum(environ, start)
        start("500 Internal Server Error", [("Content-Type", "text/html")])
        return [b"Traceback"]

    found = faults_of_each(broken, 2, only="suggestions")
    assert any("Undocumented status code" in fault for fault in found), found
