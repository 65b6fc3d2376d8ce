// Fills a town's page of etalagevoorbeeld. What people wrote is set as text, never as markup.
"use strict";

const page = document.getElementById("etalage");
const cards = document.getElementById("kaartjes");
const more = document.getElementById("meer-laden");
const state = document.getElementById("stand");
const banner = document.getElementById("cookies");
const remembered = "cookies-akkoord";

function element(name, className, text) {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

function row(label, value) {
  const line = element("div", "feit", "");
  line.append(element("span", "feit-naam", label), element("span", "feit-waarde", value));
  return line;
}

function draw(advert) {
  const card = element("article", "kaartje", "");
  card.dataset.nummer = advert.nummer;
  card.append(element("h2", "kaartje-titel", advert.titel || "Zonder titel"));
  card.append(element("p", "kaartje-plek", advert.plek));
  card.append(element("p", "kaartje-data", `sinds ${advert.sinds}, bijgewerkt ${advert.bijgewerkt}`));
  const photos = element("div", "kaartje-beelden", "");
  photos.append(...advert.beelden.map((src) => Object.assign(document.createElement("img"), { src, alt: "" })));
  const facts = element("div", "kaartje-feiten", "");
  const rows = [["Naam", advert.naam], ["Leeftijd", advert.leeftijd], ["Herkomst", advert.herkomst]];
  rows.push(["Talen", advert.talen.join(", ")]);
  facts.append(...rows.filter(([, value]) => value).map(([label, value]) => row(label, value)));
  const prices = element("ul", "kaartje-tarieven", "");
  for (const [duration, price] of advert.tarieven) {
    const line = element("li", "tarief", "");
    line.append(element("span", "tarief-duur", duration), " ", element("span", "tarief-prijs", price));
    prices.append(line);
  }
  const contact = element("div", "kaartje-contact", "");
  contact.append(...advert.contact.map((value) => element("span", "contact", value)));
  if (advert.plaatser) contact.append(element("span", "plaatser", advert.plaatser));
  card.append(photos, facts, element("div", "kaartje-tekst", advert.tekst), prices, contact);
  return card;
}

async function load() {
  more.disabled = true;
  const { stad, aantal } = page.dataset;
  const answer = await fetch(`/data/${stad}?vanaf=${cards.childElementCount}&aantal=${aantal}`);
  if (!answer.ok) throw new Error(`${answer.status} for ${stad}`);
  const { totaal, kaartjes } = await answer.json();
  cards.append(...kaartjes.map(draw));
  const complete = cards.childElementCount >= totaal || kaartjes.length === 0;
  state.textContent = `${cards.childElementCount} van ${totaal} advertenties`;
  more.hidden = complete;
  more.disabled = false;
  page.dataset.klaar = complete ? "ja" : "nee";
}

banner.hidden = sessionStorage.getItem(remembered) === "ja";
document.getElementById(remembered).addEventListener("click", () => {
  sessionStorage.setItem(remembered, "ja");
  banner.hidden = true;
});
more.addEventListener("click", load);
load();
