// jatan-names for browsers: the same folds, keys and scores as the Python package, whose tables stand below.
// Plain script for Chromium 90 and later, and for node. Sets one global object:
//   jatanNames.fold(name), .key(name), .similarity(one, other): as in Python
//   jatanNames.search(typed, folded): 0 to 1, how well a name that is being typed, in any script, fits a folded name
//   jatanNames.use(rows, version): use rows [kind, canonical, [forms]] in addition to the shipped ones
//   jatanNames.version: version of rules and lexicon in use
{
const T = /* TABLES */ null;

const rule = ([pattern, instead]) => [new RegExp(pattern, "gu"), instead];
const whole = (pattern) => new RegExp(`^(?:${pattern})$`, "u");
const replaced = (text, [pattern, instead]) => text.replace(pattern, instead);
const within = (list) => new Set(list);
const isAscii = (text) => /^[\0-\x7f]*$/.test(text);
const isLong = (text, than) => text.length > than && [...text].length > than;
const last = (list, back = 1) => list[list.length - back];
const cached = (compute) => {
  const known = new Map();
  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      if (known.size > 8000) known.clear();
      known.set(text, result = compute(text));
    }
    return result;
  };
};

// --- characters.py
const DIGIT = /\p{Nd}/u;
const SHORTENED = new RegExp(T.shortened, "gu");
// Decimal digits of Unicode stand in tens, from 0 to 9.
const asciiDigits = (text) => text.replace(/[^\0-\x7f]/gu, (letter) => {
  if (!DIGIT.test(letter)) return letter;
  const at = letter.codePointAt(0);
  let zero = at;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return String((at - zero) % 10);
});

// --- transliteration.py
const CONSONANTS = new Map(T.consonants);
const VOWELS = new Map(T.vowels);
const SIGNS = new Map(T.signs);
const NUKTA = new Map(T.nukta);
const OL_CHIKI = new Map(T.olChiki);
const LABIALS = within(T.labials);
const KEEPS_SCHWA = within(T.keepsSchwa);
const LETTERS = new Map(T.letters);
const SPELT = whole(T.spelt);
const LETTER = new RegExp(T.letter, "gu");
const SCHWA = "\u0259", VIRAMA = "\u094d", NUKTA_SIGN = "\u093c";
const NASAL = /[\u0900-\u0902]/, CHEROKEE = /[\u13a0-\u13fd\uab70-\uabbf]/, DEVANAGARI = /[\u0900-\u097f]/;

const initials = (word) => {
  if (isAscii(word)) return word;
  if (word.endsWith(VIRAMA)) word = word.slice(0, -1);
  if (SPELT.test(word)) return word.match(LETTER).map((name) => LETTERS.get(name)).join("");
  return LETTERS.has(word) ? LETTERS.get(word) : word;
};
// Python's str.casefold.
const caseFolded = (letter) => {
  if (letter === "\u0131") return letter;
  if (letter === "\u1e9e") return "ss";
  const upper = letter.toUpperCase();
  return CHEROKEE.test(letter) ? upper : [...upper].map((part) => part.toLowerCase()).join("");
};
const asDevanagari = (letter) => {
  const at = letter.codePointAt(0);
  for (const [first, end, target] of T.asDevanagari) {
    if (at >= first && at < end) return typeof target === "string" ? target : String.fromCodePoint(at - first + target);
  }
  return letter;
};
const romanise = (word) => {
  if (isAscii(word)) return word.toLowerCase();
  let plain = [...[...word].map(caseFolded).join("").normalize("NFD")].map(asDevanagari).join("");
  for (const [parts, sign] of T.splitSigns) plain = plain.split(parts).join(sign);
  if (DEVANAGARI.test(plain)) return fromDevanagari(plain);
  return [...plain.replace(/[\u0300-\u036f]/g, "")].map((letter) => OL_CHIKI.get(letter) || letter).join("");
};
const fromDevanagari = (word) => {
  for (const half of T.secondHalves) {
    if (word.endsWith(half) && isLong(word, half.length + 1)) {
      return fromDevanagari(word.slice(0, -half.length)) + fromDevanagari(half);
    }
  }
  const phonemes = withNasals(withoutSilentSchwas(phonemesOf(word.split(T.gya[0]).join(T.gya[1]))));
  const latin = phonemes.map((phoneme) => phoneme === SCHWA ? "a" : phoneme).join("");
  return latin.endsWith("anv") ? latin.slice(0, -3) + "aon" : latin;
};
const phonemesOf = (word) => {
  const phonemes = [];
  for (const letter of word) {
    if (CONSONANTS.has(letter)) {
      phonemes.push(CONSONANTS.get(letter), SCHWA);
    } else if (letter === NUKTA_SIGN && phonemes.length > 1) {
      const at = phonemes.length - 2;
      phonemes[at] = NUKTA.get(phonemes[at]) || phonemes[at];
    } else if (letter === VIRAMA || SIGNS.has(letter)) {
      if (last(phonemes) === SCHWA) phonemes.pop();
      if (SIGNS.has(letter) && phonemes.length) phonemes.push(SIGNS.get(letter));
    } else if (VOWELS.has(letter)) {
      phonemes.push(VOWELS.get(letter));
    } else if (NASAL.test(letter)) {
      phonemes.push("~");
    } else if (!/[\p{M}\p{C}]/u.test(letter)) {
      phonemes.push(OL_CHIKI.get(letter) || letter);
    }
  }
  return phonemes;
};
const withNasals = (phonemes) => {
  if (phonemes.length > 3 && last(phonemes) === "~" && last(phonemes, 3) === "d") {
    phonemes = [...phonemes.slice(0, -3), "~", ...phonemes.slice(-3, -1)];
  }
  return phonemes.map((phoneme, at) => phoneme !== "~" ? phoneme : LABIALS.has(phonemes[at + 1]) ? "m" : "n");
};
const isVowel = (phoneme) => "aeiou~".includes(phoneme[0]) || phoneme === SCHWA || phoneme === "ri";
const withoutSilentSchwas = (phonemes) => {
  const kept = [...phonemes];
  if (kept.length > 2 && last(kept) === SCHWA) {
    const before = last(kept, 3);
    if (isVowel(before) || !KEEPS_SCHWA.has(last(kept, 2)) || before === "r") kept.pop();
  }
  for (let at = kept.length - 3; at >= 2; at--) {
    if (kept[at] === SCHWA && !isVowel(kept[at - 1]) && isVowel(kept[at - 2]) && !isVowel(kept[at + 1])
      && kept[at + 1] !== "h" && isVowel(kept[at + 2])) {
      kept.splice(at, 1);
      at--;
    }
  }
  return kept;
};

// --- latin_spelling.py
const RULES = T.rules.map(rule);
const KEY_RULES = T.keyRules.map(rule);
const GLIDE = new RegExp(T.glide, "u");
const BEFORE_RAHMAN = new RegExp(T.beforeRahman, "u");
const DOUBLE = /(\P{Nd})\1+/gu;
const OPENING = new Map(T.opening);
const HALVES = within(T.halves), BOUND_HALVES = within(T.boundHalves);
const FIRST_HALVES = within(T.firstHalves), LAST_HALVES = within(T.lastHalves);
const NEVER_ALONE = within(T.neverAlone), ARTICLES = within(T.articles), LEANING = within(T.leaning);
const AFTER_ARTICLE = new Map(T.afterArticle);

const plainFold = (word) => {
  let before;
  do {
    before = word;
    word = RULES.reduce(replaced, word);
  } while (word !== before);
  return word;
};
const skeleton = cached((word) => {
  const letters = [...KEY_RULES.reduce(replaced, word).replace(GLIDE, "j")];
  const rest = letters.slice(1).join("").split("ch").join("c").replace(/[aeiouyh]+/g, "");
  return ((OPENING.get(letters[0]) || letters[0]) + rest).replace(/n(?=[pbf])/g, "m").replace(DOUBLE, "$1");
});
const isJoined = (before, word, isLast) => {
  if (!isLong(before, 1)) return false;
  if (NEVER_ALONE.has(word) || (FIRST_HALVES.has(before) && LAST_HALVES.has(word))) return true;
  if (LEANING.has(word) || (AFTER_ARTICLE.has(word) && before.endsWith(AFTER_ARTICLE.get(word)))) return true;
  const isHalf = HALVES.has(word) && (!isLong(before, T.short) || BOUND_HALVES.has(word));
  return !isLast && (ARTICLES.has(word) || isHalf);
};
const joinCompounds = (words) => {
  const result = [];
  words.forEach((word, at) => {
    const end = result.length - 1;
    if (end >= 0 && word === "rahman") result[end] = result[end].replace(BEFORE_RAHMAN, "ur");
    if (end >= 0 && isJoined(result[end], word, at === words.length - 1)) result[end] += word;
    else result.push(word);
  });
  return result;
};

// --- titles.py
const RELATIONS = within(T.relations), LORD_OF = within(T.lordOf);
const MAY_BE_NAMES = within(T.mayBeNames), ONLY_IN_FRONT = within(T.onlyInFront);
const SHORT = new Map(T.shortTitles);
const WHOSE = /^[bsd]$/, SRI = "sri", JI = "ji";

const withoutRelations = (words) => words.flatMap((word, at) => {
  const isHusband = word === T.husband && (at === 0 || !LORD_OF.has(words[at - 1]));
  return (RELATIONS.has(word) || isHusband) && at + 1 < words.length ? ["s", "o"] : [word];
});
const withoutTitles = (words) => {
  const kept = [];
  words.forEach((word, at) => {
    if (!lexicon.honorifics.has(word)) kept.push(word);
    else if (ONLY_IN_FRONT.has(word)) addTitle(kept, word, words.slice(at + 1));
  });
  const rest = beforeRelation(kept);
  return rest.length ? rest : words;
};
const addTitle = (kept, word, rest) => {
  const end = kept.length - 1;
  if (end < 0) {
    const isName = MAY_BE_NAMES.has(word) && rest.length === 1 && lexicon.surnames.has(rest[0]);
    if (isName || (word === JI && rest.length)) kept.push(word === JI ? "g" : word);
  } else if (word === JI && !isLong(kept[end], 1)) {
    kept.push("g");
  } else if (word === SRI || (word === JI && (rest.length || kept.length === 1))) {
    kept[end] += word;
  } else if (word !== JI) {
    kept.push(rest.length ? SHORT.get(word) || word : word);
  }
};
const beforeRelation = (kept) => {
  const at = kept.findIndex((word, at) => at < kept.length - 2 && kept[at + 1] === "o" && WHOSE.test(word));
  if (at < 0) return kept;
  if (at === 0) return kept.slice(2);
  return kept.slice(0, at).some((word) => isLong(word, 1)) ? kept.slice(0, at) : kept;
};

// --- lexicon.py
let lexicon, foldOf, keyOf, isTitled, foldedWord, parsed, version;
const shippedForms = () => {
  const spellings = new Map();
  for (const line of T.spellings.split("\n")) {
    const [name, ...forms] = line.split(" ");
    for (const form of forms) spellings.set(form, name);
  }
  return spellings;
};
const finalName = (form, spellings) => {
  const seen = [];
  while (spellings.has(form) && !seen.includes(form)) {
    seen.push(form);
    form = spellings.get(form);
  }
  return seen.includes(form) ? seen.slice(seen.indexOf(form)).sort()[0] : form;
};
const use = (rows = [], newVersion = T.version) => {
  const spellings = shippedForms();
  for (const [, canonical, forms] of rows) {
    const name = plainFold(romanise(canonical));
    for (const form of [canonical, ...forms]) {
      const latin = romanise(form), folded = plainFold(latin);
      spellings.set(latin, name);
      if (form === canonical || isLong(folded, 2)) spellings.set(folded, name);
    }
  }
  const resolved = new Map();
  for (const form of spellings.keys()) resolved.set(form, finalName(form, spellings));
  for (const name of new Set(resolved.values())) resolved.set(name, name);
  const ofKind = (kind) => new Set([
    ...T[kind].split(" "),
    ...rows.filter((row) => row[0] === kind).map((row) => romanise(row[1])),
  ].map((form) => resolved.get(form)));
  lexicon = { spellings: resolved, honorifics: ofKind("honorific"), surnames: ofKind("surname") };
  foldedWord = cached(computeWord);
  foldOf = cached(computeFold);
  keyOf = cached((name) => foldOf(name).split(" ").map((word) => word && skeleton(word)).join(" "));
  isTitled = cached((name) => wordsOf(name).some((word) => MAY_BE_NAMES.has(foldedWord(word))));
  parsed = cached(computeTyped);
  version = newVersion;
  return version;
};

// --- names.py
const BETWEEN_WORDS = new RegExp(T.betweenWords, "u");
const WITHIN_WORDS = new RegExp(T.withinWords, "gu");
const MOHAMMAD_SHORT = new RegExp(T.mohammadShort, "u");
const SISTER = new RegExp(T.sister, "u");
const WHOLE_WORDS = T.wholeWords.map(([pattern, name]) => [whole(pattern), name]);
const ENDINGS = T.endings.map(rule);
const SPELT_OUT = within(T.speltOut);

const wordsOf = (name) => {
  if (isAscii(name)) return name.replace(WITHIN_WORDS, "").split(BETWEEN_WORDS);
  const text = name.replace(SISTER, T.sisterWritten).replace(MOHAMMAD_SHORT, T.mohammadWritten).replace(SHORTENED, " ");
  return withoutRelations(asciiDigits(text).replace(WITHIN_WORDS, "").split(BETWEEN_WORDS));
};
const computeWord = (word) => {
  let latin = romanise(initials(word)), previous;
  while (latin !== previous) {
    previous = latin;
    const pattern = WHOLE_WORDS.find(([pattern]) => pattern.test(previous));
    latin = pattern ? pattern[1] : ENDINGS.reduce(replaced, latin);
    latin = lexicon.spellings.get(latin) || plainFold(latin);
  }
  return latin;
};
const computeFold = (name) => {
  const words = wordsOf(name).map((word) => foldedWord(word)).filter(Boolean);
  const kept = [...withoutTitles(words)];
  if (kept.length > 2 && SPELT_OUT.has(kept[0] + kept[1]) && isLong(kept[2], 1)) {
    kept.splice(0, 2, foldedWord(kept[0] + kept[1]));
  }
  if (kept.length > 1 && lexicon.surnames.has(kept[0]) && !lexicon.surnames.has(last(kept))) kept.push(kept.shift());
  const joined = joinCompounds(kept).join(" ");
  return joined === words.join(" ") ? joined : computeFold(joined);
};

// --- scores, as rapidfuzz computes them
const levenshtein = (one, other) => {
  let row = other.map((_, at) => at + 1);
  one.forEach((letter, at) => {
    let corner = at, left = at + 1;
    row = row.map((above, column) => {
      const cost = Math.min(left + 1, above + 1, corner + (letter === other[column] ? 0 : 1));
      corner = above;
      return left = cost;
    });
  });
  return other.length ? last(row) : one.length;
};
const letterSimilarity = (one, other) => {
  const [first, second] = [[...one], [...other]];
  return 1 - levenshtein(first, second) / Math.max(first.length, second.length, 1);
};
const jaroWinkler = (one, other) => {
  const first = [...one], second = [...other];
  const window = Math.max(Math.floor(Math.max(first.length, second.length) / 2) - 1, 0);
  const used = second.map(() => false);
  const matched = first.filter((letter, at) => {
    for (let there = Math.max(at - window, 0); there <= Math.min(at + window, second.length - 1); there++) {
      if (!used[there] && second[there] === letter) return used[there] = true;
    }
    return false;
  });
  const count = matched.length;
  if (!count) return 0;
  const crossed = second.filter((_, at) => used[at]).filter((letter, at) => letter !== matched[at]).length;
  const jaro = (count / first.length + count / second.length + (count - Math.floor(crossed / 2)) / count) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < first.length && first[prefix] === second[prefix]) prefix++;
  return jaro > 0.7 ? jaro + prefix * 0.1 * (1 - jaro) : jaro;
};
const sorted = (folded) => folded.split(" ").sort().join(" ");
const similarity = (first, second) => {
  const one = foldOf(first), other = foldOf(second);
  if (!one || !other) return 0;
  const letters = Math.max(letterSimilarity(one, other), letterSimilarity(sorted(one), sorted(other)));
  const score = (letters + jaroWinkler(keyOf(first), keyOf(second))) / 2;
  return isTitled(first) === isTitled(second) ? score : score * T.titleDiffers;
};

// --- typed search
// The readings of what is typed. An unfinished word may look like another name (Mah of Mahto like Mohammad), so each is
// also read by the rules alone.
const computeTyped = (typed) => {
  const plain = wordsOf(typed).map((word) => plainFold(romanise(word))).filter(Boolean);
  return [...new Set([foldOf(typed), plain.join(" ")])].filter(Boolean).map((words) => words.split(" "));
};
const fits = (part, word) => {
  if (part === word) return 1;
  if (word.startsWith(part)) return 0.95;
  const [key, wordKey] = [skeleton(part), skeleton(word)];
  if (key.length > 1 && wordKey.startsWith(key)) return key === wordKey ? 0.85 : 0.75;
  if (part.length < 4) return 0;
  const close = letterSimilarity(part, word.length > part.length + 1 ? word.slice(0, part.length) : word);
  return close > 0.7 ? 0.7 * close : 0;
};
const search = (typed, folded) => {
  const words = folded.split(" ");
  const scores = parsed(typed).map((parts) => {
    const each = parts.map((part) => Math.max(...words.map((word) => fits(part, word))));
    const isJoined = words.join("").startsWith(parts.join("")) ? 0.9 : 0;
    return Math.max(isJoined, Math.min(...each) && each.reduce((sum, one) => sum + one) / each.length);
  });
  return Math.max(0, ...scores);
};

use();
globalThis.jatanNames = Object.freeze({
  fold: (name) => foldOf(name),
  key: (name) => keyOf(name),
  similarity, search, use,
  get version() { return version; },
});
}
