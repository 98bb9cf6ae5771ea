// Questions as fields of a form, from the definitions. A field writes its answer into its holder as it is typed.
const book = self.jatanBook;
const { h, word } = book;

const put = (holder, name, value) => {
  if (value === undefined || value === "" || value === null || (Array.isArray(value) && !value.length)) delete holder[name];
  else holder[name] = value;
};

const choiceCards = (asked, holder, id, changed, several) => h("div", { class: asked.choices.length > 5 && !several ? "cards long" : "cards" },
  asked.choices.map(([code, name], at) => {
    const isChosen = () => (several ? (holder[asked.name] || []).includes(code) : holder[asked.name] === code);
    const box = h("input", {
      type: several ? "checkbox" : "radio", name: id, id: `${id}-${at}`, value: code, checked: isChosen(),
      onchange: () => {
        if (several) {
          const chosen = new Set(holder[asked.name] || []);
          if (box.checked) chosen.add(code); else chosen.delete(code);
          put(holder, asked.name, asked.choices.map(([one]) => one).filter((one) => chosen.has(one)));
        } else {
          put(holder, asked.name, code);
        }
        changed(asked.name);
      },
    });
    return h("label", { class: "card", for: `${id}-${at}` }, box, h("span", {}, name));
  }));

const dayField = (asked, holder, id, changed) => {
  const input = h("input", { type: "date", id, value: holder[asked.name] || "", max: asked.past ? book.today() : null,
    oninput: () => { put(holder, asked.name, input.value); changed(asked.name); } });
  const near = asked.ahead ? [[0, "today"], [1, "tomorrow"], [2, "in_two_days"]]
    : asked.past ? [[0, "today"], [-1, "yesterday"]] : [];
  return h("div", { class: "day" }, input, near.map(([days, name]) => book.button(word(name), () => {
    const date = new Date();
    date.setDate(date.getDate() + days);
    input.value = book.dayOf(date);
    put(holder, asked.name, input.value);
    changed(asked.name);
  }, "small")));
};

const field = (asked, holder, id, changed) => {
  const value = holder[asked.name];
  const described = `${id}-hint ${id}-wrong`;
  if (asked.kind === "choice" && asked.few) return choiceCards(asked, holder, id, changed, false);
  if (asked.kind === "choices") return choiceCards(asked, holder, id, changed, true);
  if (asked.kind === "day") return dayField(asked, holder, id, changed);
  if (asked.kind === "choice") {
    const select = h("select", { id, "aria-describedby": described, onchange: () => {
      put(holder, asked.name, select.value);
      changed(asked.name);
    } }, h("option", { value: "" }, word(asked.needed ? "choose" : "not_recorded")),
    asked.choices.map(([code, name]) => h("option", { value: code, selected: code === value }, name)));
    return select;
  }
  if (asked.kind === "yes") {
    const box = h("input", { type: "checkbox", id, checked: value === true, onchange: () => {
      put(holder, asked.name, box.checked ? true : undefined);
      changed(asked.name);
    } });
    return h("label", { class: "card", for: id }, box, h("span", {}, asked.label));
  }
  const isLong = asked.kind === "long_text";
  const input = h(isLong ? "textarea" : "input", {
    id, rows: isLong ? 4 : null, type: isLong ? null : "text", value: value === undefined ? "" : String(value),
    autocomplete: "off", "aria-describedby": described,
    inputmode: asked.kind === "count" ? "numeric" : asked.kind === "phone" ? "tel" : null,
    maxlength: asked.kind === "text" || isLong ? asked.most : null,
    list: asked.name === "village" ? "villages" : asked.name === "destination_as_written" ? "destinations" : null,
    oninput: () => {
      put(holder, asked.name, asked.kind === "count" ? book.readCount(input.value) : input.value);
      changed(asked.name);
    },
  });
  return input;
};

let number = 0;
// One question: label or legend, hint, the spoken prompt, the field and the place of its error.
book.question = (asked, holder, where, changed, problems) => {
  number += 1;
  const id = `q${number}`;
  const path = where ? `${where}.${asked.name}` : asked.name;
  const wrong = problems.filter((problem) => problem.field === path).map((problem) => word(`problem_${problem.code}`));
  const isGroup = asked.few || asked.kind === "choices";
  const name = asked.kind === "yes" ? null : [asked.label, asked.needed ? h("span", { class: "needed" }, " *") : null];
  const inside = [
    h("p", { class: "hint", id: `${id}-hint`, hidden: !asked.hint }, asked.hint || ""),
    field(asked, holder, id, changed),
    h("p", { class: "wrong", id: `${id}-wrong`, hidden: !wrong.length }, wrong.join(" ")),
  ];
  const speaker = book.speaker(asked.prompt);
  const made = isGroup
    ? h("fieldset", { "aria-describedby": `${id}-wrong` }, h("legend", {}, name, speaker), inside)
    : h("div", { class: "question" }, name ? h("div", { class: "label" }, h("label", { for: id }, name), speaker) : speaker, inside);
  if (wrong.length) {
    made.classList.add("has-wrong");
    const input = made.querySelector("input, select, textarea");
    if (input) input.setAttribute("aria-invalid", "true");
  }
  made.dataset.path = path;
  return made;
};

// The questions of one part as fields; those that depend on another answer come and go with it.
book.partFields = (part, holder, where, changed, problems, only = () => true) => {
  const box = h("div", { class: "part" });
  const draw = () => {
    box.replaceChildren(...part.questions
      .filter((asked) => asked.shown !== false && only(asked) && book.isAsked(asked, holder))
      .map((asked) => book.question(asked, holder, where, (name) => {
        changed(name);
        const isWatched = part.questions.some((other) => other.when_empty === name);
        if (isWatched) redrawAround(name);
      }, problems)));
  };
  // Only what hangs on the answer is drawn anew, so that the field that is being typed in keeps its focus.
  const redrawAround = (name) => {
    for (const asked of part.questions.filter((other) => other.when_empty === name)) {
      const path = where ? `${where}.${asked.name}` : asked.name;
      const there = Array.from(box.children).find((child) => child.dataset.path === path);
      const isAsked = book.isAsked(asked, holder);
      if (there && !isAsked) {
        delete holder[asked.name];
        there.remove();
      } else if (!there && isAsked) {
        const beside = Array.from(box.children).find((child) => child.dataset.path === (where ? `${where}.${name}` : name));
        const made = book.question(asked, holder, where, changed, []);
        if (beside) beside.after(made); else box.append(made);
      }
    }
  };
  draw();
  return box;
};
book.partNamed = (kind, name) => book.definitions.flows[kind].parts.find((part) => part.name === name);

// A list to choose one person from, found as it is typed.
book.personChooser = (label, choose, { most = 8 } = {}) => {
  const id = `find${number += 1}`;
  const list = h("div", { class: "found", role: "list", "aria-live": "polite" });
  const input = h("input", { id, type: "search", autocomplete: "off", oninput: () => draw() });
  const draw = () => {
    list.replaceChildren(...book.findPeople(input.value, most).map((person) => h("div", { role: "listitem" },
      h("button", { type: "button", class: "person", onclick: () => choose(person) },
        h("b", {}, person.n), h("span", {}, [person.g, person.v, book.markOf(person)].filter(Boolean).join(" · "))))));
    if (input.value.trim() && !list.children.length) list.append(h("p", { class: "hint" }, word("nobody_found")));
  };
  list.addEventListener("people", draw); // the office's answer may come after the name was typed
  return { box: h("div", { class: "question" }, h("label", { for: id }, label), input, list), typed: () => input.value.trim() };
};

// Nothing is finished while a picture is still being made small.
let working = Promise.resolve();
book.photosReady = () => working;

// A photograph: taken or chosen, made small here, seen before it is kept.
book.photoField = (draft, question, label) => {
  const box = h("div", { class: "question" });
  const draw = () => {
    const there = draft.files.filter((file) => file.question === question);
    const input = h("input", { type: "file", accept: "image/*", capture: "environment", class: "unseen", id: `photo-${question}`,
      onchange: () => {
        const file = input.files[0];
        if (!file) return;
        state.textContent = word("working");
        working = book.shrinkPhoto(file).then((bytes) => book.addPhoto(draft, question, bytes)).then(draw, () => {
          state.textContent = word("photo_unreadable");
        });
      } });
    const state = h("span", { role: "status" });
    box.replaceChildren(
      ...there.map((file) => h("p", { class: "kept" }, `${word("photo_kept")} · ${Math.ceil(file.size / 1024)} KB `,
        book.button(word("take_away"), async () => { await book.removePhoto(draft, file.id); draw(); }, "small"))),
      there.length < 3 ? h("label", { class: "button", for: `photo-${question}` }, `📷 ${label}`, input) : "",
      state,
    );
  };
  draw();
  return box;
};
