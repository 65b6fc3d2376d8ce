"""Invented adverts with their truth, under habits that a test turns up and down; made unlike the demo on purpose."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

TOWNS = {
    "Assen": (234, 557), "Emmen": (257, 534), "Hoogeveen": (230, 526), "Meppel": (209, 523), "Groningen": (233, 582),
    "Zwolle": (203, 503), "Heerenveen": (192, 554), "Leeuwarden": (182, 579), "Enschede": (257, 471),
    "Utrecht": (136, 456), "Breda": (112, 400), "Venlo": (209, 376), "Goes": (51, 392), "Hoorn": (132, 517),
}  # fmt: skip
NAMES = (  # noqa: SIM905 - words read best in a row
    "Anna Bella Carla Dina Eva Fleur Gina Hanna Ilse Julia Karin Linda Mila Nina Olga Paula Roos Sara Tina Vera Wanda "
    "Yara Zoe Lola Luna Sofia Maria Elena Kim Lotte Iris Emma Noor Julia Amber Valentina Camila Isabel Daniela Andra"
).split()
OPENERS = {
    "en": ["Hi, I am {alias}", "{alias} here", "Sweet company by {alias}", "New week, {alias} is back", "Meet {alias}"],
    "nl": ["Hoi, ik ben {alias}", "{alias} verwent je", "Gezellig gezelschap: {alias}", "Welkom bij {alias}"],
}
SENTENCES = {
    "en": [
        "I welcome you in {town} in my {adj} apartment", "A {adj} massage with {adj} hands", "I am {age} and {adj}",
        "{price} for an hour", "Call or text me", "Only {adj} gentlemen please", "Shower and {adj} drink included",
        "I love {adj} talks and {adj} evenings", "No hidden numbers", "Open from {hour} until late", "Easy parking",
        "Dinner dates on request", "I speak a little Dutch", "My place is {adj}, {adj} and clean", "See you soon",
        "I take my time for you", "Hotel visits are possible", "Book an hour before", "{adj} hot stone massage",
        "I am a {adj} student", "Only this week in {town}", "Tantra in a {adj} room", "Cash only", "Two hours {price2}",
    ],
    "nl": [
        "Ik ontvang je in {town} in mijn {adj} appartement", "Een {adj} massage met {adj} handen", "Geen haast",
        "Ik ben {age} jaar en {adj}", "Een uur {price} euro", "Bel of app mij", "Alleen {adj} heren", "Tot snel",
        "Douche en {adj} drankje aanwezig", "Ik hou van {adj} gesprekken", "Geen anonieme nummers", "Gratis parkeren",
        "Vanaf {hour} tot laat", "Ook hotelbezoek", "Een {adj} avond uit", "Reserveer een uur vooraf", "Alleen contant",
        "Mijn kamer is {adj} en schoon", "Deze week in {town}", "Ik neem de tijd voor je", "Twee uur {price2}",
    ],
}  # fmt: skip
ADJECTIVES = {
    "en": "warm quiet kind lovely gentle elegant cosy honest private calm playful discreet".split(),  # noqa: SIM905 - words read best in a row
    "nl": "warme rustige lieve fijne zachte ontspannen nette knusse eerlijke discrete kalme speelse slanke".split(),  # noqa: SIM905 - words read best in a row
}
EXTRAS = (  # noqa: SIM905 - words read best in a row
    "lavender candle sauna jacuzzi garden terrace violin sushi coffee jasmine velvet amber cinema tango salsa piano "
    "balcony lake forest museum wine chocolate tulip harbour bicycle orchid silk coconut lemon vanilla"
).split()


@dataclass(frozen=True)
class Habits:
    """Rates of what people do; the defaults are the middle of the grid."""

    number_missing: float = 0.3
    alias_missing: float = 0.2
    age_missing: float = 0.3
    price_missing: float = 0.4
    copied: float = 0.1
    stranger_number: float = 0.02
    slips: float = 0.03
    rewritten: float = 0.15
    second_number: float = 0.25
    second_alias: float = 0.25
    tours: float = 0.4
    agencies: float = 0.02
    sentences: tuple[int, int] = (4, 8)
    languages: tuple[str, ...] = ("nl", "en")
    photos: float = 0.0
    account: float = 0.0
    adverts: float = 4.0


@dataclass
class Person:
    name: str
    aliases: list
    age: int
    price: int
    numbers: list
    texts: list
    towns: list
    language: str
    photos: list = field(default_factory=list)
    account: str = ""


def slip(rng, text, rate):
    """Swap, drop or double letters at the rate given per word."""
    words = text.split(" ")
    for index, word in enumerate(words):
        if len(word) > 3 and rng.random() < rate:
            at = rng.randrange(len(word) - 1)
            words[index] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def compose(rng, habits, language):
    """One person's text, with slots left open."""
    count = rng.randint(*habits.sentences)
    parts = rng.sample(SENTENCES[language], count - 1)
    parts.append(f"{rng.choice(EXTRAS)} and {rng.choice(EXTRAS)} lover" if rng.random() < 0.6 else rng.choice(EXTRAS))
    parts = [part.replace("{adj}", rng.choice(ADJECTIVES[language])) for part in parts]
    return [rng.choice(OPENERS[language]), *parts]


def number(rng):
    return f"061{rng.randrange(10**7):07d}"


def make_person(rng, habits, index):
    language = rng.choice(habits.languages)
    towns = [rng.choice(list(TOWNS))]
    if rng.random() < habits.tours:
        towns += rng.sample(list(TOWNS), rng.randint(1, 3))
    return Person(
        name=f"P{index}",
        aliases=rng.sample(NAMES, 2 if rng.random() < habits.second_alias else 1),
        age=rng.randint(19, 50),
        price=rng.choice([80, 100, 120, 130, 140, 150, 150, 160, 180, 200, 250]),
        numbers=[number(rng) for _ in range(2 if rng.random() < habits.second_number else 1)],
        texts=[compose(rng, habits, language)],
        towns=towns,
        language=language,
        photos=[f"{rng.getrandbits(64):016x}" for _ in range(3)],
        account=f"u{rng.randrange(10**6)}",
    )


def people(rng, habits, count):
    made = [make_person(rng, habits, index) for index in range(count)]
    for person in made:
        other = rng.choice(made)
        if rng.random() < habits.copied:
            person.texts, person.language = [list(other.texts[0])], other.language
        if rng.random() < habits.stranger_number:
            person.numbers = [other.numbers[0]]
    for _ in range(int(count * habits.agencies)):
        staff = rng.sample(made, min(len(made), rng.randint(3, 6)))
        for worker in staff:
            worker.numbers = list(staff[0].numbers[:1])
            worker.language = staff[0].language
            if rng.random() < 0.7:
                worker.texts = [list(staff[0].texts[0])]
    return made


def written(rng, habits, person, alias, age, town):
    parts = list(person.texts[0])
    if rng.random() < habits.rewritten:
        parts = compose(rng, habits, person.language)
    elif len(parts) > 3 and rng.random() < 0.4:
        parts.pop(rng.randrange(1, len(parts)))
    opener, rest = parts[0], parts[1:]
    if rng.random() < 0.2:
        rng.shuffle(rest)
    slots = {
        "alias": alias,
        "age": age,
        "town": town,
        "price": person.price,
        "price2": 2 * person.price - 20,
        "hour": 10,
    }
    texts = [slip(rng, part.format(**slots), habits.slips) for part in (opener, *rest)]
    return texts[0], rng.choice([". ", "! ", " - "]).join(texts[1:])


def advertise(rng, habits, person, index, start):
    late = rng.random()
    day = start + timedelta(days=int(late * 360))
    alias = person.aliases[-1] if late > 0.5 else person.aliases[0]
    town = person.towns[int(late * len(person.towns))]
    age = person.age + rng.choice([0, 0, 0, 0, 1, -1, 2])
    title, text = written(rng, habits, person, alias, age, town)
    shown = number_shown(rng, habits, person)
    return {
        "board": rng.choice(["een", "twee", "drie", "vier"]),
        "advert_id": f"a{index}",
        "observed_at": f"{day.isoformat()}T03:00:00+01:00",
        "municipality": town,
        "title": title,
        "text": text,
        "phones": shown,
        "alias": None if rng.random() < habits.alias_missing else alias,
        "age": None if rng.random() < habits.age_missing else age,
        "prices": {} if rng.random() < habits.price_missing else {"60": person.price},
        "account": person.account if rng.random() < habits.account else None,
        "photo_hashes": rng.sample(person.photos, 2) if rng.random() < habits.photos else [],
    }


def number_shown(rng, habits, person):
    return [] if rng.random() < habits.number_missing else [rng.choice(person.numbers)]


def generate(habits, count, seed):
    """About `count` import records with one truth label each."""
    rng = random.Random(seed)
    made = people(rng, habits, max(1, round(count / habits.adverts)))
    records, truth = [], []
    start = date(2024, 1, 1)
    for person in made:
        for _ in range(1 + int(rng.expovariate(1 / (habits.adverts - 0.5)))):
            records.append(advertise(rng, habits, person, len(records), start))
            truth.append(person.name)
    return records, truth
