// Offers a new version. It never loads by itself, because somebody may be in the middle of a form.

const banner = document.querySelector("[data-update-banner]");

export function offerUpdate(takeOver) {
  if (!banner) return;
  banner.querySelector("button").onclick = (event) => {
    event.currentTarget.disabled = true;
    takeOver();
  };
  banner.hidden = false;
  warnOfTyping();
  document.addEventListener("input", warnOfTyping);
}

function warnOfTyping() {
  banner.querySelector("[data-update-typing]").hidden = !holdsTyping();
}

// The form of an entry keeps what is typed by itself.
function holdsTyping() {
  return [...document.querySelectorAll("main form[method=post]:not([data-kept])")].some((form) => [...form.elements].some(isChanged));
}

function isChanged(control) {
  if (control.type === "hidden" || control.type === "submit") return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected && !isFirstOfNone(control, option));
  return control.defaultValue !== undefined && control.value !== control.defaultValue;
}

// Where nothing is marked in the page, the browser itself selects the first.
function isFirstOfNone(control, option) {
  return option === control.options[0] && option.selected && ![...control.options].some((one) => one.defaultSelected);
}
