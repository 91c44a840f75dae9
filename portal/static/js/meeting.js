// Turns the slides of a review meeting over by the keyboard; without it they stand one below the other.

const slides = [...document.querySelectorAll("[data-slide]")];
const SMALLEST = 0.5;
const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };

// The slide whose top is nearest; -1 above the first, where the page's heading is.
function current() {
  return slides.findLastIndex((slide) => slide.getBoundingClientRect().top < innerHeight / 2);
}

// Writes a slide smaller until it fits the window, as far as it can still be read.
function fit(slide) {
  let size = 1;
  slide.style.setProperty("--fit", size);
  while (slide.scrollHeight > innerHeight && size > SMALLEST) slide.style.setProperty("--fit", (size -= 0.05));
}

// How far a slide that is taller than the window goes on in the direction of a key; 0 where it ends.
function rest(slide, key) {
  if (!slide) return 0;
  const { top, bottom } = slide.getBoundingClientRect();
  if (key === "ArrowDown" || key === "PageDown") return Math.max(0, Math.round(bottom - innerHeight));
  return key === "ArrowUp" || key === "PageUp" ? Math.min(0, Math.round(top)) : 0;
}

function turnTo(index) {
  const slide = slides[Math.max(0, Math.min(index, slides.length - 1))];
  slide.scrollIntoView({ behavior: "instant" });
  slide.focus({ preventScroll: true });
}

function target(key) {
  if (key === "Home") return 0;
  if (key === "End") return slides.length - 1;
  return key in STEPS ? current() + STEPS[key] : null;
}

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.("input, select, textarea")) return;
  const index = target(event.key);
  if (index === null || slides.length === 0) return;
  event.preventDefault();
  const more = rest(slides[current()], event.key);
  if (Math.abs(more) > innerHeight / 8) {
    const step = innerHeight * 0.8;
    scrollBy({ top: Math.max(-step, Math.min(more, step)), behavior: "instant" });
  } else turnTo(index);
});

function fitAll() {
  if (matchMedia("screen and (min-width: 48rem)").matches) slides.forEach(fit);
}

fitAll();
document.fonts?.ready.then(fitAll);
addEventListener("resize", fitAll);

const button = document.querySelector("[data-full-screen]");
if (button && document.fullscreenEnabled) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await document.documentElement.requestFullscreen();
    turnTo(0);
  });
}
