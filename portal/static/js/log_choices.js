// Fills the form that works without a line with what the server last told of the person: teams, hamlets, people.

import { localDay, make, say, sayCode } from "./words.js";

const DAY_MS = 86_400_000;

export function offerChoices(form, me, contact) {
  const { teams } = me;
  offerTeams(form, teams);
  const hamlets = new Map(teams.flatMap((team) => team.hamlets.map((hamlet) => [hamlet.id, hamlet.name])));
  addOptions(form.elements.hamlet, hamlets);
  if (teams.length === 1 && teams[0].hamlets.length === 1) form.elements.hamlet.value = String(teams[0].hamlets[0].id);
  const people = new Map(teams.flatMap((team) => team.members.map((member) => [member.id, member.name])));
  addOptions(form.elements.on_behalf_of, people);
  const field = form.elements.on_behalf_of?.closest(".field");
  if (field) field.hidden = people.size === 0;
  offerHabits(form, me.habits ?? []);
  document.getElementById("known-places")?.replaceChildren(...(me.places ?? []).map((place) => make("option", { value: place })));
  offerDays(form, Date.now() - (contact?.offset_ms ?? 0));
}

// Today and yesterday by the server's clock, as far as the phone knows it.
function offerDays(form, now) {
  const days = { today: localDay(now), yesterday: localDay(now - DAY_MS) };
  if (form.elements.occurred_on) form.elements.occurred_on.value = days.today;
  for (const button of form.querySelectorAll("[data-day]")) button.dataset.day = days[button.dataset.day];
}

function addOptions(select, choices) {
  if (!select) return;
  for (const [id, name] of choices) select.append(make("option", { value: String(id) }, name));
}

function offerTeams(form, teams) {
  const place = form.querySelector("[data-team-choices]");
  if (!place) return;
  if (teams.length === 1) {
    place.replaceChildren(make("input", { type: "hidden", name: "team", id: "team", value: teams[0].code }), make("p", { class: "lead" }, teams[0].name));
    return;
  }
  const choices = teams.map((team, index) => {
    const input = make("input", { type: "radio", name: "team", id: index === 0 ? "team" : `team-${index}`, value: team.code });
    return make("label", { class: "choice" }, input, " ", make("span", {}, team.name));
  });
  place.querySelector(".choices").replaceChildren(...choices);
}

// What the person usually logs, as the page with a line offers it.
function offerHabits(form, habits) {
  if (habits.length === 0) return;
  const chips = habits.map(({ kind, skills, visits, hamlet }) => {
    const work = skills.map((skill) => sayCode("skill_short", skill)).join(", ");
    const chip = make("button", { type: "button", class: "chip" }, say("habit", { work, count: visits }));
    Object.assign(chip.dataset, { fill: "", kind, skills: skills.join(","), visits: String(visits), hamlet: String(hamlet ?? "") });
    return make("li", {}, chip);
  });
  form.before(make("ul", { class: "chips", "aria-label": say("habits") }, ...chips));
}

// One tap fills in what the chip says; what it does not say stays as it is.
export function fillFrom(form, { kind, skills, visits, hamlet }) {
  const wanted = skills.split(",");
  for (const box of form.querySelectorAll("[name=skills]")) box.checked = wanted.includes(box.value);
  for (const radio of form.querySelectorAll("[name=kind]")) radio.checked = radio.value === kind;
  if (visits) form.elements.visits.value = visits;
  const choice = form.elements.hamlet;
  if (hamlet && [...(choice?.options ?? [])].some((one) => one.value === hamlet)) choice.value = hamlet;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}
