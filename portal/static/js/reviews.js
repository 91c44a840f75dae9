// Keys for the review desk: j and k move, a approves, r opens the return form, o opens the entry.
// They act only while the focus is inside the queue and not in a field, so that no typed letter decides.

const queue = document.querySelector("[data-queue]");

function isTyping(target) {
  return target.closest("input, textarea, select") !== null;
}

function move(step) {
  const items = [...queue.querySelectorAll("[data-queue-item]")];
  const present = items.indexOf(document.activeElement.closest("[data-queue-item]"));
  const next = items[Math.min(items.length - 1, Math.max(0, present + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function act(key) {
  const item = document.activeElement.closest("[data-queue-item]");
  const control = item?.querySelector(`[data-key="${key}"]`);
  if (!control) return;
  control.click();
  control.focus();
}

queue?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (["a", "r", "o"].includes(event.key)) act(event.key);
  else return;
  event.preventDefault();
});
