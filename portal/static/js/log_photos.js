// Choosing photos for an entry: made small on the phone, kept there, and shown before they are sent.

import { shrink } from "./shrink.js";
import { make, say } from "./words.js";

const MOST = 3;

export class PhotoPicker {
  #field;
  #queue;
  #entry;
  #changed;
  #photos = [];

  constructor(form, queue, entry, changed) {
    this.#field = form.querySelector("[data-photos]");
    this.#queue = queue;
    this.#entry = entry;
    this.#changed = changed;
  }

  get count() {
    return this.#photos.length;
  }

  async open() {
    if (!this.#field) return;
    this.#field.hidden = false;
    this.#photos = await this.#queue.photosOf(this.#entry);
    this.#field.querySelector("input").addEventListener("change", (event) => this.#take(event.target));
    this.#draw();
  }

  async #take(input) {
    const files = [...input.files];
    // The files themselves must not travel with the plain form.
    input.value = "";
    const problems = [];
    for (const file of files) {
      if (this.#photos.length >= MOST) {
        problems.push(say("photo_most", { most: MOST }));
        break;
      }
      try {
        await this.#keep(await shrink(file));
      } catch (error) {
        problems.push(say(error?.name === "QuotaExceededError" ? "photo_no_room" : "photo_unreadable", { name: file.name }));
      }
    }
    this.#draw(problems);
    this.#changed();
  }

  async #keep(picture) {
    if (this.#photos.some((photo) => photo.sha256 === picture.sha256)) return;
    const photo = { entry: this.#entry, state: "queued", ...picture };
    await this.#queue.addPhoto(photo);
    this.#photos.push(photo);
  }

  async #remove(photo) {
    await this.#queue.removePhoto(this.#entry, photo.sha256);
    this.#photos = this.#photos.filter((one) => one !== photo);
    this.#draw();
  }

  #draw(problems = []) {
    const list = this.#field.querySelector("[data-photo-list]");
    list.replaceChildren(...this.#photos.map((photo, index) => this.#item(photo, index + 1)));
    this.#field.querySelector("[data-photo-problems]").textContent = problems.join(" ");
    this.#field.querySelector("input").disabled = this.#photos.length >= MOST;
  }

  #item(photo, number) {
    const address = URL.createObjectURL(new Blob([photo.bytes], { type: "image/jpeg" }));
    const picture = make("img", { src: address, alt: say("photo_alt", { number }), width: 96, height: 96, onload: () => URL.revokeObjectURL(address) });
    const remove = make("button", { type: "button", class: "btn btn-secondary", onclick: () => this.#remove(photo) }, say("photo_remove", { number }));
    return make("li", { class: "photo" }, picture, remove);
  }
}
