"use strict";
// The data of the page: typed arrays out of base64, names that are safe to show, numbers and days as text.
const Farms = { all: [], weekDay: (week) => 4 + 7 * week };

const ARRAYS = { i1: Int8Array, i2: Int16Array, i4: Int32Array, i8: BigInt64Array };

function unpack(value) {
  if (Array.isArray(value)) return value.map(unpack);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.data === "string" && value.type in ARRAYS && Object.keys(value).length === 2) {
    const bytes = Uint8Array.from(atob(value.data), (character) => character.charCodeAt(0));
    const found = new ARRAYS[value.type](bytes.buffer);
    return value.type === "i8" ? Float64Array.from(found, Number) : found;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpack(inner)]));
}

// Characters that turn or hide the text around them are spelled out.
function shown(text) {
  return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (one) => `<U+${one.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>`);
}

const MS = 86400000;
const date = (day) => new Date(day * MS).toISOString().slice(0, 10);
const number = (value, digits = 0) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const words = (text) => String(text).toLowerCase().replaceAll("_", " ");

function readFarms() {
  for (const script of document.querySelectorAll("script.farm")) {
    const farm = unpack(JSON.parse(script.textContent));
    farm.label = shown(script.dataset.label);
    farm.letter = "AB"[Farms.all.length];
    prepare(farm);
    Farms.all.push(farm);
  }
}

// What sections look up again and again.
function prepare(farm) {
  const { stays, containers, places, sites } = farm;
  farm.rows = [...containers.place.keys()].filter((at) => !containers.structural[at]);
  farm.siteOf = (container) => places[containers.place[container]].site;
  farm.staysOf = farm.batches.map(() => []);
  stays.batch.forEach((batch, stay) => farm.staysOf[batch].push(stay));
  farm.byNumber = new Map(farm.batches.map((batch, at) => [batch.number, at]));
  farm.siteName = (site) => shown(sites[site].name);
  farm.placeName = (place) => {
    const { name, site } = places[place];
    return name.startsWith(sites[site].name) ? shown(name) : `${shown(sites[site].name)} ${shown(name)}`;
  };
  farm.stageName = (stage) => shown(farm.scenario.stages[stage].name);
}

// [container] the stay that is there on a day, -1 where there is none.
function standing(farm, day) {
  const found = new Int32Array(farm.containers.place.length).fill(-1);
  const { first, end, container } = farm.stays;
  for (let stay = 0; stay < first.length; stay++) if (first[stay] <= day && day < end[stay]) found[container[stay]] = stay;
  return found;
}

// The last Monday of a stay up to a day: {day, fish, weight_cg}; null before the first.
function weighed(farm, stay, day) {
  const { first, edges, fish, weight_cg } = farm.stays;
  const monday = first[stay] + ((4 - first[stay]) % 7 + 7) % 7;
  const at = Math.min(Math.floor((day - monday) / 7), edges[stay + 1] - edges[stay] - 1);
  if (at < 0) return null;
  return { day: monday + 7 * at, fish: fish[edges[stay] + at], weight_cg: weight_cg[edges[stay] + at] };
}

const COLOURS = ["#e3a008", "#56b4e9", "#12a37a", "#cc79a7", "#3b7dd8", "#d9622b", "#8d6cd9", "#8a97a5"];
const colour = (at) => COLOURS[at % COLOURS.length];

// An element: attributes, listeners by function, and children as elements or text.
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// A table that scrolls: columns are [title, "number" or ""], rows are lists of text or elements.
function table(caption, columns, rows) {
  const cell = (value, [, kind], at) => el(at ? "td" : "th", { class: kind || null, scope: at ? null : "row" }, value);
  const head = columns.map(([title, kind]) => el("th", { scope: "col", class: kind || null }, title));
  return el("div", { class: "table", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ...head)),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((value, at) => cell(value, columns[at], at)))))));
}

// Numbers that are made when somebody wants to see them.
function folded(title, make) {
  const found = el("details", { toggle: () => {
    if (found.open && found.children.length === 1) found.append(make());
  } }, el("summary", {}, title));
  return found;
}

function choice(label, options, change) {
  const found = el("select", { change: () => change(found.value), "aria-label": label },
    ...options.map(([value, text]) => el("option", { value }, text)));
  return found;
}
