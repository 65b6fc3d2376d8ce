// Fills the page of kaartvoorbeeld from its JSON interface. What people wrote is set as text, never as markup.
"use strict";

const list = document.getElementById("lijst");
const more = document.getElementById("meer");
const choice = document.getElementById("regio");
let next = null;

const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
  return answer.json();
}

async function unfold(card, address) {
  const advert = await read(address);
  const { naam, leeftijd, herkomst } = advert.persoon;
  const facts = [naam, leeftijd, herkomst, ...advert.talen].filter(Boolean).join(" · ");
  const prices = advert.prices.map((price) => `${price.minutes} min € ${price.euro}`).join(", ");
  const text = element("p", advert.omschrijving);
  text.className = "omschrijving";
  const photos = advert.fotos.map((src) => Object.assign(document.createElement("img"), { src, alt: "", loading: "lazy" }));
  const contact = [...advert.contact.telefoon, ...advert.contact.email].join(", ");
  card.append(...photos, element("p", facts), text, element("p", prices), element("p", contact));
}

function entry(item) {
  const card = document.createElement("details");
  const head = element("summary", item.title || "Zonder titel");
  head.append(element("small", `${item.place} · ${item.updated_at.slice(0, 10)}`));
  card.append(head);
  card.addEventListener("toggle", () => unfold(card, item.href), { once: true });
  return card;
}

async function show(address) {
  const found = await read(address);
  list.append(...found.items.map(entry));
  next = found.next;
  more.hidden = next === null;
}

function choose() {
  list.replaceChildren();
  show(`/api/v2/regions/${choice.value}/adverts?limit=20`);
}

choice.addEventListener("change", choose);
more.addEventListener("click", () => show(next));
choose();
