// Which of these scripts and styles need a browser newer than Chromium 90? `node check.mjs FILE…` prints one JSON list of
// {file, line, says}.
//
// - syntax: esbuild would have to rewrite it for that version
// - names: eslint-plugin-compat (globals and their members) and MDN's data (methods that no older interface has)
// - styles: at-rules, selectors, properties, functions and units by MDN's data; nested rules
import { readFileSync } from "node:fs";

import bcd from "@mdn/browser-compat-data" with { type: "json" };
import { ESLint } from "eslint";
import compat from "eslint-plugin-compat";
import { transform } from "esbuild";
import postcss from "postcss";

const NEEDED = 90;
// Without these a page loses nothing but looks: the declaration is skipped, as CSS prescribes.
const ONLY_LOOKS = new Set(["accent-color", "text-wrap", "text-wrap-style", "scrollbar-color", "field-sizing"]);
const NEW_UNITS = /\d(?:[sld]v(?:h|w|i|b|min|max)|cq(?:w|h|i|b|min|max)|r(?:cap|ch|ex|ic)|lh|rlh|cap)\b/;

// Chromium 90 has both: `?.` but for one fault (see newMembers), \p{…} with the letters of its own version of Unicode.
const KNOWN_SYNTAX = { "optional-chain": true, "regexp-unicode-property-escapes": true };

const faults = [];
const tell = (file, line, says) => faults.push({ file, line, says });

// The version of Chrome, on a telephone or a desk, in which something came without a flag; Infinity where it is not there.
function cameIn(statement) {
  const all = [statement?.support?.chrome_android ?? [], statement?.support?.chrome ?? []].flat();
  const there = all.filter((one) => !one.flags && !(parseInt(one.version_removed, 10) <= NEEDED));
  const versions = there.map((one) => (one.version_added ? parseInt(one.version_added, 10) || Infinity : Infinity));
  return Math.min(Infinity, ...versions);
}
const isTooNew = (entry) => entry?.__compat && cameIn(entry.__compat) > NEEDED;

// Name of a member -> the version in which the first interface had it.
function members() {
  const first = new Map();
  const note = (name, entry) => {
    if (entry.__compat) first.set(name, Math.min(first.get(name) ?? Infinity, cameIn(entry.__compat)));
  };
  for (const holders of [bcd.api, bcd.javascript.builtins]) {
    for (const holder of Object.values(holders)) {
      for (const [name, entry] of Object.entries(holder)) {
        if (name !== "__compat") note(name.replace(/_(static|event)$/, ""), entry);
      }
    }
  }
  for (const [name, entry] of [...Object.entries(bcd.api), ...Object.entries(bcd.javascript.builtins)]) note(name, entry);
  return first;
}

const KNOWN = members();
const own = new Set();
let statements = [];
const nameOf = (node) => node?.name ?? (typeof node?.value === "string" ? node.value : undefined);

// What a script defines itself is no member of the browser's. Its statements are noted to say which one is too new.
const collectOwn = {
  create: (context) => ({
    "Program > *, Program > BlockStatement > *": (node) => {
      statements.push({ line: node.loc.start.line, source: context.sourceCode.getText(node), isBlock: node.type === "BlockStatement" });
    },
    Property: (node) => own.add(nameOf(node.key)),
    MethodDefinition: (node) => own.add(nameOf(node.key)),
    PropertyDefinition: (node) => own.add(nameOf(node.key)),
    "AssignmentExpression > MemberExpression.left": (node) => own.add(nameOf(node.property)),
  }),
};
const holderOf = (name) => (Object.hasOwn(bcd.api, name) ? bcd.api[name] : bcd.javascript.builtins[name]);
const newMembers = {
  create: (context) => ({
    // https://crbug.com/v8/11558, mended in 91: the reason why esbuild rewrites every `?.` for 90.
    "ChainExpression CallExpression > SpreadElement": (node) => {
      context.report({ node, message: "`...` in a call behind `?.` fails in Chromium 90" });
    },
    MemberExpression(node) {
      const name = node.computed ? undefined : nameOf(node.property);
      const holder = node.object.type === "Identifier" ? holderOf(node.object.name) : undefined;
      if (isTooNew(holder?.[`${name}_static`] ?? holder?.[name])) {
        context.report({ node: node.property, message: `${node.object.name}.${name} is newer than Chromium ${NEEDED}` });
        return;
      }
      // Data may have any name (a row's `at`); what is called is a method.
      if (node.parent.type !== "CallExpression" || node.parent.callee !== node) return;
      const version = KNOWN.get(name);
      if (version === undefined || version <= NEEDED || own.has(name)) return;
      const since = version === Infinity ? "not in Chrome" : `since Chrome ${version}`;
      context.report({ node: node.property, message: `.${name} is ${since}` });
    },
  }),
};

function linter(rules, sourceType) {
  return new ESLint({
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ["**/*"],
        languageOptions: { ecmaVersion: "latest", sourceType },
        linterOptions: { reportUnusedDisableDirectives: "error" },
        plugins: { compat, here: { rules: { "collect-own": collectOwn, "new-members": newMembers } } },
        settings: { browsers: [`chrome ${NEEDED}`], lintAllEsApis: true },
        rules,
      },
    ],
  });
}

async function lint({ file, source }, rules) {
  const isModule = /^\s*(?:import|export)\b/m.test(source);
  for (const result of await linter(rules, isModule ? "module" : "script").lintText(source, { filePath: "script.js" })) {
    for (const found of result.messages) tell(file, found.line ?? 0, found.message);
  }
}

async function isSyntaxKnown(source) {
  const options = { loader: "js", supported: KNOWN_SYNTAX, logLevel: "silent" };
  const written = async (target) => (await transform(source, { ...options, target })).code;
  return (await written(`chrome${NEEDED}`)) === (await written("esnext"));
}

// Call after the script's statements were collected.
async function checkSyntax({ file, source }) {
  try {
    if (await isSyntaxKnown(source)) return;
    let found = 0;
    for (const one of statements.filter(({ isBlock }) => !isBlock)) {
      if (await isSyntaxKnown(one.source).catch(() => true)) continue;
      tell(file, one.line, `syntax that Chromium ${NEEDED} does not know: ${one.source.split("\n")[0].trim()}`);
      found++;
    }
    if (!found) tell(file, 1, `syntax that Chromium ${NEEDED} does not know`);
  } catch (failed) {
    for (const error of failed.errors ?? [{ text: String(failed) }]) tell(file, error.location?.line ?? 0, error.text);
  }
}

const cssEntry = (group, name) => bcd.css[group][name.replace(/^-(?:webkit|moz|ms)-/, "")] ?? bcd.css[group][name];
const functions = (value) => [...value.matchAll(/([a-z-]+)\(/gi)].map((found) => found[1].toLowerCase());
const TYPES = new Map(
  Object.values(bcd.css.types).flatMap((type) => [...Object.entries(type), ...Object.values(type).flatMap((one) => Object.entries(one ?? {}))]),
);
for (const [name, entry] of Object.entries(bcd.css.types)) TYPES.set(name, entry);

function checkStyle({ file, source }) {
  const line = (node) => node.source?.start?.line ?? 0;
  postcss.parse(source, { from: file }).walk((node) => {
    if (node.type === "atrule") {
      if (node.parent?.type === "rule") tell(file, line(node), `@${node.name} inside a rule`);
      if (isTooNew(cssEntry("at-rules", node.name))) tell(file, line(node), `@${node.name} is newer than Chromium ${NEEDED}`);
      if (/[<>]=?/.test(node.params) && node.name === "media") tell(file, line(node), "ranges in @media came with Chrome 104");
    } else if (node.type === "rule") {
      if (node.parent?.type === "rule" || node.selector.includes("&")) tell(file, line(node), "nested rules came with Chrome 120");
      for (const [, name] of node.selector.matchAll(/::?([a-z-]+)/gi)) {
        if (isTooNew(cssEntry("selectors", name.toLowerCase()))) tell(file, line(node), `:${name} is newer than Chromium ${NEEDED}`);
      }
    } else if (node.type === "decl" && !node.prop.startsWith("--")) {
      const name = node.prop.toLowerCase();
      if (isTooNew(cssEntry("properties", name)) && !ONLY_LOOKS.has(name)) tell(file, line(node), `${name} is newer than Chromium ${NEEDED}`);
      for (const used of functions(node.value)) {
        if (isTooNew(TYPES.get(used))) tell(file, line(node), `${used}() is newer than Chromium ${NEEDED}`);
      }
      if (NEW_UNITS.test(node.value)) tell(file, line(node), `a unit of ${node.value} is newer than Chromium ${NEEDED}`);
    }
  });
}

const files = process.argv.slice(2).map((file) => ({ file, source: readFileSync(file, "utf8") }));
const scripts = files.filter(({ file }) => /\.m?js$/.test(file));
for (const script of scripts) {
  statements = [];
  await lint(script, { "here/collect-own": "error" });
  await checkSyntax(script);
}
for (const script of scripts) await lint(script, { "compat/compat": "error", "here/new-members": "error" });
for (const style of files.filter(({ file }) => file.endsWith(".css"))) checkStyle(style);
console.log(JSON.stringify(faults));
