// Keeps the code on the wall fresh: the next one is fetched when the present half minute is over.

const RETRY_MS = 3000;

async function renew() {
  const shown = document.querySelector("[data-wall-code]");
  let pause = RETRY_MS;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-wall-code]");
    if (!fresh) {
      // The time for scanning is over, or somebody has to sign in.
      location.reload();
      return;
    }
    shown.replaceWith(document.adoptNode(fresh));
    pause = secondsLeft(fresh) * 1000;
  } catch {
    // No network for a moment: an old code says nothing, so the next look comes soon.
  }
  setTimeout(renew, pause);
}

function secondsLeft(shown) {
  return Math.min(Math.max(Number(shown.dataset.secondsLeft) || 1, 1), 30);
}

const first = document.querySelector("[data-wall-code]");
if (first) setTimeout(renew, secondsLeft(first) * 1000);
