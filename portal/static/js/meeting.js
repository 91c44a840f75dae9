// Turns the slides of a review meeting over by the keyboard; without it they stand one below the other.

const slides = [...document.querySelectorAll("[data-slide]")];
const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };

// The slide whose top is nearest; -1 above the first, where the page's heading is.
function current() {
  return slides.findLastIndex((slide) => slide.getBoundingClientRect().top < innerHeight / 2);
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
  turnTo(index);
});

const button = document.querySelector("[data-full-screen]");
if (button && document.fullscreenEnabled) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await document.documentElement.requestFullscreen();
    turnTo(0);
  });
}
