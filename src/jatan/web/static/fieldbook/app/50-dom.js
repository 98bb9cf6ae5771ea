// Building the page: elements with text, never markup, so that nothing written by anybody becomes part of the page.
const book = self.jatanBook;

book.word = (name, ...values) => {
  let at = 0;
  return (book.definitions.words[name] || name).replace(/%s/g, () => values[at++]);
};
const element = (name, traits, ...children) => {
  const made = document.createElement(name);
  for (const [trait, value] of Object.entries(traits || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (trait.startsWith("on")) made.addEventListener(trait.slice(2), value);
    else if (trait === "value" || trait === "checked") made[trait] = value;
    else made.setAttribute(trait, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
};
book.h = element;

book.button = (text, press, kind = "") => element("button", { type: "button", class: kind, onclick: press }, text);
book.link = (text, address) => element("button", { type: "button", class: "link", onclick: () => book.go(address) }, text);
book.call = (number, text) => element("a", { class: "call", href: `tel:${number}` },
  element("span", { "aria-hidden": "true" }, "☎ "), text || number, " ", element("b", {}, number));

const day = (text) => new Date(`${text.slice(0, 10)}T12:00:00`);
book.dayText = (text) => (text
  ? day(text).toLocaleDateString(book.definitions.language === "en" ? "en-IN" : "hi-IN-u-nu-latn", { day: "numeric", month: "short" })
  : "");
book.daysAgo = (text) => Math.max(0, Math.round((day(book.today()) - day(text)) / 86400000));

// One screen after another: a heading that takes the focus, the content, and a way back. One that is shown anew leaves
// whoever reads it where she is.
book.show = (title, content, { back = "home", bar = true } = {}) => {
  const heading = element("h1", { tabindex: "-1" }, title);
  const main = document.getElementById("book");
  const isAnew = book.isAnew();
  const place = isAnew ? self.scrollY : 0;
  delete main.dataset.screen;
  main.replaceChildren(
    element("div", { class: "top" },
      back ? element("button", { type: "button", class: "back", onclick: () => (typeof back === "function" ? back() : book.go(back)) }, `‹ ${book.word("back")}`) : null,
      heading),
    ...[content].flat(Infinity).filter(Boolean),
  );
  document.getElementById("waiting").hidden = !bar;
  self.scrollTo(0, place);
  if (!isAnew) heading.focus({ preventScroll: true });
};
book.notice = (text, kind = "note") => element("p", { class: kind, role: kind === "alarm" ? "alert" : "status" }, text);

// The spoken prompt of a question, where somebody has recorded it.
let playing = null;
book.speaker = (code) => {
  const recorded = (book.info.prompts || {})[code];
  const language = book.spokenLanguage;
  const found = recorded && (recorded[language] ? language : recorded.hi ? "hi" : null);
  if (!found) return null;
  return element("button", { type: "button", class: "speak", "aria-label": book.word("listen"), onclick: () => {
    if (playing) playing.pause();
    playing = new Audio(`/fieldbook/prompts/${code}/${found}/${recorded[found]}`);
    playing.play().catch(() => undefined);
  } }, "🔊");
};
