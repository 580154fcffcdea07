"""The door in a real browser: an app, a passkey in Chromium's own virtual device, and words that come back."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, ROOT, Site, wait_for
from tests.keys import code_of

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def guarded(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same museum by another server, which asks editors for a second factor, by a name that passkeys know."""
    environment = site.environment | {"SECOND_FACTOR": "editors", "PAGE_CACHE_MB": "0"}
    made = (
        "from django.contrib.auth.models import Group, User; editors = Group.objects.get(name='Editors');"
        f"[User.objects.create_user(name, password='{PASSWORD}', is_staff=True).groups.add(editors)"
        " for name in ('vera', 'boris')]"
    )
    asked = [sys.executable, "manage.py", "shell", "-v0", "-c", made]
    subprocess.run(asked, cwd=ROOT, env=environment, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("guarded") / "server.log").open("w")
    serve = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "config.wsgi:application"]
    server = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}", server)
        yield Site(f"http://localhost:{port}", curator="vera", environment=environment)
    finally:
        server.terminate()
        server.wait(timeout=10)
        log.close()


def give_password(page: Page, site: Site, name: str, place: str = "/admin/guide/") -> None:
    page.goto(f"{site.url}{place}")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()


def violations(page: Page) -> list[Any]:
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in Axe().run(page).response["violations"]]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_an_editor_enrols_an_app_then_a_passkey_and_comes_in_by_each(page: Page, guarded: Site) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{guarded.url}/admin/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    assert violations(page) == []
    assert fits(page)

    give_password(page, guarded, "vera")
    expect(page.get_by_role("heading", name="Add an authenticator app")).to_be_visible()
    assert violations(page) == []
    assert fits(page)
    page.get_by_text("Cannot scan?").click()
    secret = page.locator(".door__secret").inner_text()
    page.get_by_label("Code", exact=False).last.fill(code_of(secret))
    page.get_by_role("button", name="Add the app").click()
    expect(page.locator(".door__codes code")).to_have_count(10)
    assert violations(page) == []
    assert fits(page)
    codes = page.locator(".door__codes code").all_inner_texts()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=guarded.url)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split() == codes
    page.evaluate("print = () => (document.title = 'printed')")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(f"{guarded.url}/admin/guide/")

    page.goto(f"{guarded.url}/admin/account/passkey/")
    page.get_by_label("Name of the device").fill("Laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("“Laptop” is added.")).to_be_visible()
    expect(page.get_by_text("here and now")).to_be_visible()
    assert violations(page) == []
    assert fits(page)

    page.get_by_role("button", name="Log out").click()
    page.goto(f"{guarded.url}/admin/login/?next=/admin/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{guarded.url}/admin/account/")

    page.get_by_role("button", name="Log out").click()
    give_password(page, guarded, "vera")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    page.locator("#id_code").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{guarded.url}/admin/guide/")


def test_without_javascript_an_app_is_enrolled_and_words_come_back(browser: Browser, guarded: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    give_password(page, guarded, "boris")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    page.get_by_text("Cannot scan?").click()
    secret = page.locator(".door__secret").inner_text()
    page.locator("#id_code").fill(code_of(secret))
    page.get_by_role("button", name="Add the app").click()
    page.get_by_role("link", name="I have kept them").click()

    page.goto(f"{guarded.url}/admin/exhibit/person/add/")
    page.locator("[name=name_en]").fill("Nobody of the evening")
    page.locator("[name=name_ru]").fill("Никто из вечера")
    context.clear_cookies(name="sessionid")
    page.locator("[name=_save]").last.click()
    expect(page.get_by_text("They are kept: sign in")).to_be_visible()
    page.locator("#id_username").fill("boris")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()
    page.locator("#id_code").fill(next_code(secret))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("All that you wrote is here; save it now.")).to_be_visible()
    expect(page.locator("[name=name_en]")).to_have_value("Nobody of the evening")
    expect(page.locator("[name=name_ru]")).to_have_value("Никто из вечера")
    context.close()


def next_code(secret: str) -> str:
    """The code after the one that was used, which the clock's tolerance takes already."""
    return code_of(secret, drift=1)
