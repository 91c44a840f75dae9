// Fills the form that works without a line with what the server last told of the person: teams, hamlets, people.

import { localDay, make } from "./words.js";

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
  // Today by the server's clock, as far as the phone knows it.
  if (form.elements.occurred_on) form.elements.occurred_on.value = localDay(Date.now() - (contact?.offset_ms ?? 0));
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
