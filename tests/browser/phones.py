"""What the tests of the phone share: its own modules called from outside, and what is on it."""

import re

from playwright.sync_api import Page

SEND = "main form .btn-primary[type=submit]"

# The modules of the page itself, found by the address that it loaded them from.
MODULE = """async (name) => {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  return loaded.find((address) => address.endsWith(`/js/${name}.js`));
}"""
STATES = """async ({address, owner}) => {
  const { Queue } = await import(address);
  const entries = await new Queue(owner).list();
  return entries.map(({id, state, seq, content, typed}) => ({id, state, seq, content, typed}));
}"""
IS_CONTROLLED = """async () => {
  const { serviceWorker } = navigator;
  await serviceWorker.ready;
  for (let look = 0; look < 20 && !serviceWorker.controller; look += 1) {
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return serviceWorker.controller !== null;
}"""
# Storage fails now and then even while the browser runs: the handles that were open are of no use any more.
KILL_HANDLES = """(deaths) => {
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...args) {
    deaths -= 1;
    if (!deaths) IDBDatabase.prototype.transaction = transaction;
    this.close();
    return transaction.apply(this, args);
  };
}"""
A_DAY_AHEAD = """(() => {
  const Real = Date, shift = 26 * 3600 * 1000;
  globalThis.Date = class extends Real {
    constructor(...args) { super(...(args.length ? args : [Real.now() + shift])); }
    static now() { return Real.now() + shift; }
  };
})()"""


def on_phone(page: Page, owner: int) -> list[dict]:
    """List what the phone keeps of a person's entries."""
    return page.evaluate(STATES, {"address": module(page, "queue"), "owner": owner})


def module(page: Page, name: str) -> str:
    """Return the address of a module that the page has loaded."""
    return page.evaluate(MODULE, name)


def begin(page: Page) -> None:
    """Open a new entry and wait until the phone keeps what is typed."""
    page.goto("/log")
    wait_until_kept(page)


def wait_until_kept(page: Page) -> None:
    """Wait until the phone keeps what is typed, and can open its pages without a line."""
    page.locator("form[data-kept]").wait_for()
    # A page that was under way while the first worker took its place is served by it from the next visit on.
    if not page.evaluate(IS_CONTROLLED):
        page.reload()
        page.locator("form[data-kept]").wait_for()


def fill_in(page: Page, visits: int = 3) -> None:
    """Fill in what every entry needs."""
    page.locator("input[name=skills][value=safety]").check()
    page.locator("#visits").fill(str(visits))


def send(page: Page) -> None:
    """Press the button and wait for the list of entries."""
    page.locator(SEND).click()
    page.wait_for_url(re.compile("/activities$"))


def send_now(page: Page) -> dict:
    """Ask the phone to send and return what came of it."""
    return page.evaluate("async (address) => (await import(address)).sendNow()", module(page, "sending"))
