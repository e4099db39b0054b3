// The page of the server: asks the control interface, and shows what it says. All that is shown is made of
// text nodes, so that no key, header or message can be anything but text.
"use strict";

const TOKEN = "cos-emulator-token";
const KEPT_ROWS = 500;
const PREVIEW = 64 * 1024;
const main = document.getElementById("main");
const detail = document.getElementById("detail");

// ---- elements ------------------------------------------------------------------------------------------------

function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "value") made.value = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

// Control characters have pictures of their own; what turns the direction of text is kept inside <bdi>.
function visible(text) {
  return String(text).replace(/[\u0000-\u001f\u007f]/g, (c) =>
    c === "\u007f" ? "\u2421" : String.fromCharCode(0x2400 + c.charCodeAt(0)));
}

const bdi = (text) => el("bdi", {}, visible(text));
const badge = (text, kind) => el("span", { class: kind ? `badge ${kind}` : "badge" }, text);
const button = (text, kind, onclick) => el("button", { type: "button", class: kind, onclick }, text);

function table(caption, heads, rows, empty) {
  if (!rows.length) return el("p", { class: "empty" }, empty);
  return el("div", { class: "scroll" }, el("table", {},
    el("caption", { class: "sr" }, caption),
    el("thead", {}, el("tr", {}, heads.map(([text, kind]) => el("th", { scope: "col", class: kind }, text)))),
    el("tbody", {}, rows)));
}

function row(heads, ...cells) {
  return el("tr", {}, cells.map((cell, index) => el("td", { class: heads[index][1] }, cell)));
}

function pairs(entries) {
  return el("dl", { class: "pairs mono" }, entries.map(([name, value]) => [
    el("dt", {}, visible(name)), el("dd", {}, bdi(value))]));
}

function field(label, input, kind) {
  const id = `f-${label.replace(/\W+/g, "-")}-${field.count++}`;
  input.id = id;
  return el("div", { class: kind ? `field ${kind}` : "field" }, el("label", { for: id }, label), input);
}
field.count = 0;

function size(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) { bytes /= 1024; unit += 1; }
  return `${unit ? bytes.toFixed(bytes < 10 ? 1 : 0) : bytes} ${units[unit]}`;
}

const count = (number) => number.toLocaleString("en");
const moment = (value) => {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? String(value) : date.toISOString().slice(0, 19).replace("T", " ");
};

// ---- asking --------------------------------------------------------------------------------------------------

class Refused extends Error {}

async function ask(path, options = {}) {
  const token = sessionStorage.getItem(TOKEN);
  if (!token) throw new Refused("There is no control token.");
  const response = await fetch(path, {
    method: options.method || "GET",
    headers: { Authorization: `Bearer ${token}` },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    signal: options.signal, cache: "no-store", credentials: "omit", redirect: "error",
  });
  link(true);
  if (response.ok) return response;
  const text = await response.text();
  const message = plain(text, "Message");
  if (response.status === 403 && message.includes("token")) throw new Refused(message);
  throw new Error(message || `The server answered ${response.status}.`);
}

// The text of one element of an error. The page never parses it as a document: it is text, and stays so.
function plain(text, name) {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text);
  return found ? found[1].replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&") : "";
}

const json = async (path, options) => (await ask(path, options)).json();
const query = (items) => new URLSearchParams(
  Object.entries(items).filter(([, value]) => value !== undefined && value !== "" && value !== null)).toString();

function link(up) {
  const line = document.getElementById("link");
  line.className = up ? "link up" : "link down";
  const text = up ? location.host : "not reachable";
  if (line.textContent !== text) line.textContent = text;
}

let noticed = 0;
function notice(text) {
  const line = document.getElementById("notice");
  line.textContent = text;
  line.hidden = false;
  clearTimeout(noticed);
  noticed = setTimeout(() => { line.hidden = true; }, 8000);
}

// What goes wrong in a handler of an event or a view ends here.
async function attempt(work, signal) {
  try {
    return await work();
  } catch (error) {
    if (error.name === "AbortError" || (signal && signal.aborted)) return undefined;
    if (error instanceof Refused) gate(error.message);
    else {
      if (error instanceof TypeError && /fetch|network/i.test(error.message)) link(false);
      notice(error.message);
    }
    return undefined;
  }
}

// ---- where we are ----------------------------------------------------------------------------------------------

// #/buckets, #/bucket/NAME/objects/PREFIX, #/requests …; each piece is encoded.
const address = (...pieces) => "#/" + pieces.map(encodeURIComponent).join("/");
let leaving = new AbortController();

function takeToken() {
  const found = /^#token=([0-9A-Za-z_-]+)$/.exec(location.hash);
  if (!found) return;
  sessionStorage.setItem(TOKEN, found[1]);
  history.replaceState(null, "", location.pathname + "#/buckets"); // not to be read over a shoulder, or shared
}

function show() {
  takeToken();
  leaving.abort();
  leaving = new AbortController();
  if (detail.open) detail.close();
  const [view, ...rest] = location.hash.replace(/^#\//, "").split("/").map((piece) => {
    try { return decodeURIComponent(piece); } catch { return piece; }
  });
  const shown = { bucket, requests, faults, metrics }[view] || buckets;
  const place = shown === bucket ? "buckets" : shown.name;
  for (const item of document.querySelectorAll("nav [data-view]")) {
    if (item.dataset.view === place) item.setAttribute("aria-current", "page");
    else item.removeAttribute("aria-current");
  }
  const signal = leaving.signal;
  attempt(() => shown(signal, ...rest), signal);
}

function put(title, ...content) {
  document.title = `${title} · COS emulator`;
  main.replaceChildren(...content);
}

function gate(message) {
  leaving.abort();
  const input = el("input", { type: "password", autocomplete: "off", spellcheck: "false", required: true });
  const form = el("form", { onsubmit: (event) => {
    event.preventDefault();
    sessionStorage.setItem(TOKEN, input.value.trim());
    show();
  } }, field("Control token", input), el("button", {}, "Open"));
  put("Token", el("section", { class: "card pad gate" }, el("h1", {}, "Which server is this?"),
    el("p", { class: "note" }, `${message} It is in the line of JSON that the server printed at its start, and in the`
      + " address of this page given there."), form));
  input.focus();
}

// ---- buckets ---------------------------------------------------------------------------------------------------

async function buckets(signal) {
  const found = await json("buckets", { signal });
  const heads = [["Bucket", "name"], ["Region", "tight"], ["Access", "tight"], ["Versions", "tight"],
    ["Objects", "num"], ["Size", "num"], ["Uploads", "num"], ["Created (UTC)", "tight"]];
  const rows = found.buckets.map((entry) => row(heads,
    el("a", { href: address("bucket", entry.name, "objects", "") }, bdi(entry.name)),
    entry.region, entry.acl, entry.versioning || "off", count(entry.objects), size(entry.bytes),
    count(entry.uploads), moment(entry.created)));
  put("Buckets", el("div", { class: "head" }, el("h1", {}, "Buckets"),
    el("div", { class: "push" }, button("Refresh", "quiet", show))),
  el("div", { class: "card" }, table("Buckets", heads, rows, "There is no bucket yet. Make one with any client.")));
}

async function bucket(signal, name, tab, prefix) {
  const tabs = { objects, versions, uploads };
  const crumbs = [el("li", {}, el("a", { href: address("bucket", name, tab, "") }, bdi(name)))];
  const pieces = (prefix || "").split("/");
  pieces.slice(0, -1).forEach((piece, index) => crumbs.push(el("li", {},
    el("a", { href: address("bucket", name, tab, pieces.slice(0, index + 1).join("/") + "/") },
      bdi(piece || "(empty)")))));
  const input = el("input", { type: "search", value: prefix || "", placeholder: "all keys", spellcheck: "false" });
  const search = el("form", { role: "search", onsubmit: (event) => {
    event.preventDefault();
    location.hash = address("bucket", name, tab, input.value);
  } }, el("label", { class: "sr", for: "prefix" }, "Keys that begin with"), input);
  input.id = "prefix";
  const card = el("div", { class: "card" });
  put(name, el("div", { class: "head" },
    el("nav", { "aria-label": "Path" }, el("ol", { class: "crumbs" }, crumbs)),
    el("div", { class: "push" }, search, button("Refresh", "quiet", show))),
  el("nav", { class: "tabs", "aria-label": "Bucket" }, Object.keys(tabs).map((key) =>
    el("a", { href: address("bucket", name, key, prefix || ""), "aria-current": key === tab ? "page" : null },
      key[0].toUpperCase() + key.slice(1)))), card);
  await (tabs[tab] || objects)(signal, name, prefix || "", card);
}

// A listing that goes on with a button, in steps of a few hundred.
async function listing(signal, card, resource, items, heads, asRows, empty) {
  const body = el("tbody", {});
  const more = button("Show more", "quiet", () => attempt(() => step(), signal));
  const foot = el("div", { class: "pad", hidden: true }, more);
  let following = {};
  async function step() {
    const found = await json(`${resource}?${query({ ...items, ...following })}`, { signal });
    body.append(...asRows(found));
    following = found.next;
    foot.hidden = !Object.keys(following).length;
    if (!body.children.length) return card.replaceChildren(el("p", { class: "empty" }, empty));
    if (!card.children.length) {
      const whole = table(resource, heads, [el("tr", {})], empty);
      whole.querySelector("tbody").replaceWith(body);
      card.replaceChildren(whole, foot);
    }
    return undefined;
  }
  await step();
}

// A key without the folder that is being looked at.
const short = (key, prefix) => key.slice(prefix.lastIndexOf("/") + 1);
const folder = (name, tab, prefix, whole) =>
  el("a", { href: address("bucket", name, tab, whole) }, bdi(short(whole, prefix)));

async function objects(signal, name, prefix, card) {
  const heads = [["Key", "name"], ["Size", "num"], ["Class", "tight"], ["Modified (UTC)", "tight"]];
  await listing(signal, card, "objects", { bucket: name, prefix, delimiter: "/", "max-keys": 300 }, heads,
    (found) => [
      ...found.prefixes.map((whole) => row(heads, folder(name, "objects", prefix, whole), "", "", "")),
      ...found.entries.map((entry) => row(heads, opener(name, entry, prefix),
        el("span", { title: `${count(entry.size)} bytes` }, size(entry.size)), entry.storage_class,
        moment(entry.modified))),
    ], prefix ? "No key begins like that." : "This bucket is empty.");
}

async function versions(signal, name, prefix, card) {
  const heads = [["Key", "name"], ["Version", "mono"], ["State", "tight"], ["Size", "num"],
    ["Modified (UTC)", "tight"]];
  await listing(signal, card, "versions", { bucket: name, prefix, delimiter: "/", "max-keys": 300 }, heads,
    (found) => [
      ...found.prefixes.map((whole) => row(heads, folder(name, "versions", prefix, whole), "", "", "", "")),
      ...found.entries.map((entry) => versionRow(heads, name, entry, prefix)),
    ], "There are no versions here.");
}

function versionRow(heads, name, entry, prefix) {
  return row(heads,
    entry.delete_marker ? bdi(short(entry.key, prefix)) : opener(name, entry, prefix, entry.version_id),
    entry.version_id || "null",
    [entry.latest ? badge("latest", "good") : badge("older"), entry.delete_marker ? badge("delete marker", "warn") : null],
    entry.delete_marker ? "" : size(entry.size), moment(entry.modified));
}

async function uploads(signal, name, prefix, card) {
  const heads = [["Key", "name"], ["Upload", "mono name"], ["Begun (UTC)", "tight"], ["Parts", "tight"]];
  await listing(signal, card, "uploads", { bucket: name, prefix, "max-uploads": 300 }, heads,
    (found) => found.entries.map((entry) => row(heads, bdi(entry.key), entry.upload_id, moment(entry.initiated),
      button("Show parts", "flat", () => attempt(() => partsOf(name, entry))))),
    "No upload is in progress.");
}

async function partsOf(name, entry) {
  const found = await json(`uploads?${query({ bucket: name, key: entry.key, upload: entry.upload_id })}`);
  const heads = [["Part", "num"], ["Size", "num"], ["ETag", "mono name"], ["Uploaded (UTC)", "tight"]];
  const total = found.parts.reduce((sum, part) => sum + part.size, 0);
  open(entry.key, el("p", { class: "note" }, `${count(found.parts.length)} parts, ${size(total)}`),
    table("Parts", heads, found.parts.map((part) => row(heads, part.number, size(part.size), part.etag,
      moment(part.modified))), "No part has come yet."));
}

// ---- one object ----------------------------------------------------------------------------------------------

function opener(name, entry, prefix, version) {
  return button(bdi(short(entry.key, prefix)), "flat", () => attempt(() => object(name, entry, version)));
}

function open(title, ...content) {
  document.getElementById("detail-title").replaceChildren(bdi(title));
  document.getElementById("detail-body").replaceChildren(...content);
  if (!detail.open) detail.showModal();
}

async function object(name, entry, version) {
  const items = { bucket: name, key: entry.key, version };
  const found = await json(`object?${query(items)}`);
  const preview = el("div", {});
  const all = await json(`versions?${query({ bucket: name, key: entry.key })}`).catch(() => ({ entries: [] }));
  const heads = [["Key", "name"], ["Version", "mono"], ["State", "tight"], ["Size", "num"], ["Modified (UTC)", "tight"]];
  const older = all.entries.length > 1 ? [el("h3", {}, "Versions"), table("Versions of this object", heads,
    all.entries.map((one) => versionRow(heads, name, one, "")), "")] : [];
  const meta = Object.entries(found.headers).sort();
  open(entry.key,
    el("div", { class: "actions" },
      button("Download", "", () => attempt(() => download(items))),
      button("Preview", "quiet", () => attempt(() => showText(items, entry.size, preview)))),
    preview, el("h3", {}, "Headers"), pairs(meta),
    ...(found.tags.length ? [el("h3", {}, "Tags"), pairs(found.tags)] : []), ...older);
}

async function download(items) {
  const bytes = await (await ask(`content?${query(items)}`)).blob();
  const url = URL.createObjectURL(bytes);
  const anchor = el("a", { href: url, download: items.key.split("/").pop() || "object" });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

async function showText(items, whole, place) {
  const bytes = await (await ask(`content?${query({ ...items, first: PREVIEW })}`)).arrayBuffer();
  let text;
  try {
    // The last character may be cut in the middle: only what is whole is shown.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    place.replaceChildren(el("p", { class: "note" }, "These bytes are not text."));
    return;
  }
  const cut = whole > PREVIEW ? [el("p", { class: "note" }, `The first ${size(PREVIEW)} of ${size(whole)}.`)] : [];
  place.replaceChildren(el("h3", {}, "Contents"), el("pre", { tabindex: "0", "aria-label": "Contents" }, text), ...cut);
}

// ---- requests --------------------------------------------------------------------------------------------------

function statusBadge(status) {
  if (!status) return badge("cut", "bad");
  return badge(String(status), status < 300 ? "good" : status < 400 ? "" : status < 500 ? "warn" : "bad");
}

async function requests(signal) {
  const heads = [["Time", "tight"], ["Status", "tight"], ["Operation", "tight"], ["Bucket and key", "name"],
    ["In", "num"], ["Out", "num"], ["Took", "num"], ["", "tight"]];
  const inputs = {
    status: el("select", {}, ["", "2xx", "3xx", "4xx", "5xx", "0"].map((value) =>
      el("option", { value }, value === "" ? "Any status" : value === "0" ? "Cut" : value))),
    operation: el("input", { placeholder: "any operation", spellcheck: "false" }),
    bucket: el("input", { placeholder: "any bucket", spellcheck: "false" }),
    prefix: el("input", { placeholder: "any key", spellcheck: "false" }),
  };
  const body = el("tbody", {});
  const empty = el("p", { class: "empty" }, "No request yet. This list is live.");
  let following = new AbortController();
  let paused = false;
  const pause = button("Pause", "quiet", () => {
    paused = !paused;
    pause.textContent = paused ? "Go on" : "Pause";
    if (!paused) follow(since);
    else following.abort();
  });
  const clear = button("Clear", "quiet", () => attempt(async () => {
    await ask("requests", { method: "DELETE" });
    restart();
  }));
  const whole = table("Requests, the latest first", heads, [el("tr", {})], "");
  whole.querySelector("tbody").replaceWith(body);
  put("Requests", el("div", { class: "head" }, el("h1", {}, "Requests"), el("div", { class: "push" }, pause, clear)),
    el("form", { class: "fields", onsubmit: (event) => event.preventDefault(), onchange: restart },
      field("Status", inputs.status), field("Operation", inputs.operation), field("Bucket", inputs.bucket),
      field("Keys that begin with", inputs.prefix)), el("p", {}),
    el("div", { class: "card" }, whole, empty));

  let since = 0;
  function restart() {
    body.replaceChildren();
    empty.hidden = false;
    since = 0;
    if (!paused) follow(0);
  }

  async function follow(from) {
    following.abort();
    following = new AbortController();
    const own = following.signal;
    const over = () => own.aborted || signal.aborted;
    signal.addEventListener("abort", () => following.abort(), { once: true });
    since = from;
    let first = from === 0;
    while (!over()) {
      const filters = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value.trim()]));
      const found = await attempt(() =>
        json(`requests?${query({ since: String(since), wait: first ? 0 : 20, limit: KEPT_ROWS, ...filters })}`, { signal: own }), own);
      if (over()) return;
      if (!found) { // not reachable: try again before long, unless there is nobody to try for
        await new Promise((resolve) => { setTimeout(resolve, 2000); });
        continue;
      }
      since = found.cursor;
      const rows = found.requests.map((entry) => requestRow(heads, entry, !first)).reverse();
      body.prepend(...rows);
      while (body.children.length > KEPT_ROWS) body.lastChild.remove();
      empty.hidden = body.children.length > 0;
      first = false;
    }
  }
  follow(0);
}

function requestRow(heads, entry, fresh) {
  const what = entry.bucket ? `${entry.bucket}/${entry.key}` : "(service)";
  const made = row(heads, moment(entry.time * 1000).slice(11),
    [statusBadge(entry.status), entry.code ? el("span", { class: "dim" }, ` ${entry.code}`) : null],
    entry.operation || entry.method,
    button(bdi(what), "flat mono", () => requestDetail(entry)),
    size(entry.received), size(entry.size), `${(entry.seconds * 1000).toFixed(1)} ms`,
    [entry.retry ? badge("retry") : null, entry.fault ? badge(entry.fault, "warn") : null]);
  if (fresh) made.className = "new";
  return made;
}

function requestDetail(entry) {
  const facts = ["id", "method", "host", "operation", "bucket", "key", "part", "status", "code", "request_id",
    "received", "size", "seconds", "retry", "fault"];
  open(`${entry.method} ${entry.key ? "/" + entry.key : entry.bucket || "/"}`,
    el("h3", {}, "Request"),
    pairs(facts.filter((name) => entry[name] !== "" && entry[name] !== 0 || name === "status").map((name) => [name, entry[name]])),
    ...(entry.query.length ? [el("h3", {}, "Query"), pairs(entry.query)] : []),
    el("h3", {}, "Headers"), pairs(Object.entries(entry.headers).sort()));
}

// ---- faults ----------------------------------------------------------------------------------------------------

const SCHEDULE = [["times", "1", "How often (0: always)"], ["nth", "1", "From the nth match on"],
  ["every", "1", "Only every nth"], ["probability", "1", "Probability"], ["seed", "0", "Seed of chance"]];
const MATCH_LABELS = { operation: "Operation", bucket: "Bucket", key: "Key", key_glob: "Keys like", part: "Part",
  method: "Method" };

async function faults(signal) {
  const known = await json("faults/actions", { signal });
  const list = el("div", { class: "card" });
  put("Faults", el("div", { class: "head" }, el("h1", {}, "Faults"), el("div", { class: "push" },
    button("Refresh", "quiet", () => attempt(refresh, signal)),
    button("Remove all", "danger", () => attempt(async () => {
      await ask("faults", { method: "DELETE" });
      await refresh();
    }, signal)))),
  el("div", { class: "stack" }, list, faultForm(known, refresh, signal)));

  async function refresh() {
    const rules = await json("faults", { signal });
    const heads = [["Action", ""], ["Strikes", "name"], ["Options", "mono"], ["Seen", "num"], ["Struck", "num"], ["", "num"]];
    list.replaceChildren(table("Rules in force", heads, rules.map((rule) => row(heads,
      el("strong", {}, rule.action), matched(rule), optionsOf(rule, known), count(rule.seen),
      [count(rule.struck), rule.times ? el("span", { class: "dim" }, ` of ${rule.times}`) : null],
      el("button", { type: "button", class: "danger", "aria-label": `Remove rule ${rule.id}`,
        onclick: () => attempt(async () => {
          await ask(`faults/${rule.id}`, { method: "DELETE" });
          await refresh();
        }, signal) }, "Remove"))), "No rule is in force: the server behaves."));
  }
  await refresh();
}

function matched(rule) {
  const entries = Object.entries(rule.match);
  if (!entries.length) return "every request";
  return entries.map(([name, value], index) => el("span", {}, index ? ", " : "",
    `${(MATCH_LABELS[name] || name).toLowerCase()} `, el("code", {}, bdi(value))));
}

function optionsOf(rule, known) {
  const names = known.actions[rule.action].options.map((option) => option.name);
  const usual = { nth: 1, every: 1, probability: 1, seed: 0 };
  const shown = names.filter((name) => name in rule).map((name) => `${name}=${rule[name]}`);
  for (const [name, value] of Object.entries(usual)) {
    if (name in rule && rule[name] !== value) shown.push(`${name}=${rule[name]}`);
  }
  return shown.map((text, index) => [index ? el("br") : null, bdi(text)]).flat();
}

function faultForm(known, refresh, signal) {
  const action = el("select", { name: "action" }, Object.keys(known.actions).map((name) => el("option", { value: name }, name)));
  const note = el("p", { class: "note", id: "action-note" });
  action.setAttribute("aria-describedby", "action-note");
  const options = el("div", { class: "fields" });
  const match = Object.fromEntries(known.match.map((name) => [name, el("input", { spellcheck: "false", placeholder: "any" })]));
  const schedule = Object.fromEntries(SCHEDULE.map(([name, value]) => [name, el("input", { inputmode: "decimal", value })]));
  let inputs = {};

  function choose() {
    const chosen = known.actions[action.value];
    note.textContent = chosen.note[0].toUpperCase() + chosen.note.slice(1) + ".";
    inputs = Object.fromEntries(chosen.options.map((option) => [option.name, optionInput(option)]));
    options.replaceChildren(...chosen.options.map((option) =>
      field(option.name.replace(/_/g, " "), inputs[option.name])));
    if (!chosen.options.length) options.append(el("p", { class: "note" }, "This action has no options."));
  }

  function rule() {
    const made = { action: action.value, match: {} };
    for (const [name, input] of Object.entries(match)) if (input.value !== "") made.match[name] = input.value;
    for (const option of known.actions[action.value].options) {
      const input = inputs[option.name];
      if (option.kind === "flag") made[option.name] = input.checked;
      else if (input.value !== "") made[option.name] = ["text", "choice"].includes(option.kind) ? input.value : Number(input.value);
    }
    for (const [name, usual] of SCHEDULE) {
      const value = schedule[name].value.trim();
      if (value !== "" && (value !== usual || name === "times")) made[name] = Number(value);
    }
    return made;
  }

  action.addEventListener("change", choose);
  choose();
  return el("form", { class: "card pad", id: "new-fault", onsubmit: (event) => {
    event.preventDefault();
    attempt(async () => {
      await ask("faults", { method: "POST", body: rule() });
      await refresh();
    }, signal);
  } }, el("h2", {}, "New rule"), el("p", {}), el("div", { class: "fields" }, field("Action", action)), note,
  el("fieldset", {}, el("legend", {}, "Options"), options),
  el("fieldset", {}, el("legend", {}, "Which requests"), el("div", { class: "fields" },
    known.match.map((name) => field(MATCH_LABELS[name] || name, match[name])))),
  el("fieldset", {}, el("legend", {}, "When"), el("div", { class: "fields" },
    SCHEDULE.map(([name, , label]) => field(label, schedule[name])))),
  el("p", {}), el("button", {}, "Add rule"));
}

function optionInput(option) {
  if (option.kind === "flag") return el("input", { type: "checkbox", checked: option.default === true });
  if (option.kind === "choice") return el("select", {}, option.choices.map((value) => el("option", { value }, value)));
  const number = option.kind !== "text";
  return el("input", { type: number ? "number" : "text", step: number ? "any" : null, required: option.required,
    value: option.default === null ? "" : String(option.default), spellcheck: "false" });
}

// ---- metrics ---------------------------------------------------------------------------------------------------

function samples(text) {
  const found = [];
  for (const line of text.split("\n")) {
    const parsed = /^cos_emulator_(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!parsed) continue;
    const labels = Object.fromEntries([...(parsed[2] || "").matchAll(/(\w+)="([^"]*)"/g)].map((m) => [m[1], m[2]]));
    found.push({ name: parsed[1], labels, value: Number(parsed[3]) });
  }
  return found;
}

async function metrics(signal) {
  const found = samples(await (await ask("metrics", { signal })).text());
  const sum = (name, test) => found.filter((one) => one.name === name && (!test || test(one.labels)))
    .reduce((total, one) => total + one.value, 0);
  const failed = (labels) => !(labels.status >= 200 && labels.status < 400);
  const figures = [["Requests", count(sum("requests_total"))], ["Failed", count(sum("requests_total", failed))],
    ["Received", size(sum("received_bytes_total"))], ["Sent", size(sum("sent_bytes_total"))],
    ["Connections", count(sum("connections"))], ["Objects", count(sum("objects"))],
    ["Size of objects", size(sum("object_bytes"))], ["Size of the store", size(sum("store_bytes"))]];
  const heads = [["Operation", "name"], ["Requests", "num"], ["Failed", "num"], ["Received", "num"], ["Sent", "num"],
    ["Mean", "num"], ["95 % within", "num"]];
  const names = [...new Set(found.filter((one) => one.name === "requests_total").map((one) => one.labels.operation))].sort();
  const rows = names.map((name) => {
    const own = (labels) => labels.operation === name;
    const all = sum("request_seconds_count", own);
    const within = found.filter((one) => one.name === "request_seconds_bucket" && own(one.labels))
      .find((one) => one.value >= 0.95 * all);
    const bad = sum("requests_total", (labels) => own(labels) && failed(labels));
    return row(heads, name, count(all), bad ? badge(count(bad), "warn") : "0", size(sum("received_bytes_total", own)),
      size(sum("sent_bytes_total", own)), `${((1000 * sum("request_seconds_sum", own)) / all).toFixed(2)} ms`,
      within && within.labels.le !== "+Inf" ? `${(1000 * within.labels.le).toLocaleString("en")} ms` : "over 10 s");
  });
  put("Metrics", el("div", { class: "head" }, el("h1", {}, "Metrics"),
    el("div", { class: "push" }, button("Refresh", "quiet", show))),
  el("div", { class: "stack" }, el("dl", { class: "figures" }, figures.map(([name, value]) =>
    el("div", { class: "card figure" }, el("dt", {}, name), el("dd", {}, value)))),
  el("div", { class: "card" }, table("Figures by operation", heads, rows, "No request yet."))));
}

// ---- begin -----------------------------------------------------------------------------------------------------

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the fragment says which view is shown
  main.focus();
});
document.getElementById("detail-close").addEventListener("click", () => detail.close());
window.addEventListener("hashchange", show);
show();
