// Small comforts on every page; each page works the same without them.

function say(stepper, input) {
  stepper.querySelector("[aria-live]").textContent = input.value;
}

function prepareStepper(stepper) {
  const input = stepper.querySelector("input");
  const { min, max } = stepper.dataset;
  for (const button of stepper.querySelectorAll("button")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const present = Number.parseInt(input.value, 10) || 0;
      input.value = Math.min(Number(max), Math.max(Number(min), present + Number(button.dataset.step)));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      say(stepper, input);
    });
  }
}

function prepareReveal(holder) {
  const input = holder.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-secondary";
  button.textContent = holder.dataset.show;
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    button.textContent = hidden ? holder.dataset.hide : holder.dataset.show;
  });
  input.form?.addEventListener("submit", () => { input.type = "password"; });
  holder.append(button);
}

// Today and yesterday are most of what is logged; the calendar of a phone takes many taps.
function prepareDay(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    input.value = button.dataset.day;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// A second tap while the first is on its way would only earn a refusal.
function sendOnce(event) {
  const form = event.target;
  if (!form.matches("form[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
}

// "/" leads to the search box, unless somebody is writing.
function searchOnSlash(event) {
  const box = document.getElementById("site-search");
  const isWriting = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting || !box?.checkVisibility()) return;
  event.preventDefault();
  box.focus();
}

document.querySelectorAll("[data-stepper]").forEach(prepareStepper);
document.querySelectorAll("[data-reveal]").forEach(prepareReveal);
document.querySelectorAll("[data-day]").forEach(prepareDay);
document.addEventListener("submit", sendOnce);
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", closeOnEscape);
document.addEventListener("keydown", searchOnSlash);
// A page taken back from the browser's memory must be able to send again.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});
