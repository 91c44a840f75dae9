// Comforts of messages to pass on and of sheets of cards: copy a message with one tap, print with another.

async function copy(area) {
  try {
    await navigator.clipboard.writeText(area.value);
  } catch {
    // Without HTTPS there is no clipboard to ask for, but what is selected can be copied.
    area.select();
    document.execCommand("copy");
  }
}

function prepareCopy(holder) {
  const area = holder.querySelector("textarea");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-secondary";
  button.textContent = holder.dataset.label;
  button.setAttribute("aria-describedby", area.id);
  button.addEventListener("click", async () => {
    await copy(area);
    button.textContent = holder.dataset.done;
    setTimeout(() => { button.textContent = holder.dataset.label; }, 4000);
  });
  holder.append(button);
}

document.querySelectorAll("[data-copy]").forEach(prepareCopy);
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
