// Shows how far an import is without a touch; the page's own link does the same by hand.

const PAUSE = 2000;

async function look() {
  const part = document.querySelector("[data-progress]");
  if (!part || document.hidden) {
    setTimeout(look, PAUSE);
    return;
  }
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-progress]");
    if (!fresh) {
      location.reload();
      return;
    }
    // Only what changed is written, so that nobody hears the same sentence again.
    if (fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
  } catch {
    // No network for a moment: the next look may have one.
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
