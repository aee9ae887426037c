// Whatever an employer has of a credential, put before the node. Files, texts and links travel in bodies alone.
"use strict";

const texts = TEXTS[lang];
const LARGEST = 8 * 2 ** 20;
const TRIES = 6;
let running = null;

speak(texts);
document.title = texts.heading;

function tell(text, kind) {
  at("status").textContent = text;
  at("status").className = kind;
}

const complain = (key) => tell(texts.errors[key], "bad");

const issuers = () => at("issuers").value.split(/\s+/).filter(Boolean);

// What the visitor demands, as verification/policy.py reads it; null where nothing is.
function policy() {
  const asked = [
    [at("scheme").value, ">=", Math.round(at("credits").valueAsNumber * 100)],
    [at("frame").value, ">=", at("level").valueAsNumber],
    ["completed_dateint", ">", Number(at("after").value.replaceAll("-", "") || NaN)],
  ];
  const predicates = asked.filter((one) => !Number.isNaN(one[2])).map(([name, op, value]) => ({ name, op, value }));
  return predicates.length || issuers().length ? JSON.stringify({ predicates, issuers: issuers() }) : null;
}

function question({ file, text }) {
  const form = new FormData();
  if (file) form.set("file", file, "file");
  else form.set("text", text);
  form.set("lang", lang);
  const demands = policy();
  if (demands) form.set("policy", demands);
  return form;
}

// The answer, or the name of an error in the texts.
async function judged(item, signal) {
  if (item.file?.size > LARGEST || item.text?.length > 2 ** 20) return "large";
  for (let tried = 1; ; tried += 1) {
    let answer;
    try {
      answer = await fetch("/verifications", { method: "POST", body: question(item), signal });
    } catch {
      return "away";
    }
    if (answer.ok) return answer.json();
    const wait = Number(answer.headers.get("Retry-After"));
    if (!wait || tried === TRIES || signal.aborted) return failure(answer.status, await answer.json().catch(() => ({})));
    tell(texts.waiting(wait), "");
    await pause(wait);
  }
}

function failure(status, { type = "", reason = "link" }) {
  const known = {
    "nothing-handed-in": "empty",
    "body-too-large": "large",
    "policy-malformed": "policy",
    "malformed-request": "policy",
  };
  const code = type.split(":").pop();
  if (code === "link-not-followed") return reason in texts.errors ? reason : "link";
  return known[code] ?? (status === 429 || status === 503 ? "busy" : "away");
}

async function judge(items) {
  running?.abort();
  at("answers").replaceChildren();
  if (!issuers().every((name) => name.startsWith("did:"))) return complain("policy");
  const mine = (running = new AbortController());
  at("cancel").hidden = false;
  for (const [index, item] of items.entries()) {
    tell(texts.checking(item.name, index + 1, items.length), "");
    const answer = await judged(item, mine.signal);
    if (mine.signal.aborted) return;
    at("answers").append(card(item.name, answer));
  }
  at("cancel").hidden = true;
  tell(texts.done(items.length), "unseen");
  at("answers").querySelector("h2").focus();
}

function card(name, answer) {
  const wrong = typeof answer === "string";
  const box = make("section", "", `verdict ${wrong ? "none" : answer.outcome}`);
  const heading = make("h2", wrong ? texts.errors[answer] : texts[answer.outcome]);
  heading.tabIndex = -1;
  box.append(heading, make("p", name, "note"));
  if (!wrong) box.append(...answered(answer));
  return box;
}

function* answered(answer) {
  const four = make("ul", "");
  four.append(...answer.lines.map((line) => marked(line, line.title)));
  yield four;
  if (answer.shown) yield* says(answer.shown, answer.outcome);
  const folded = make("details", "");
  const every = make("ul", "");
  every.append(...answer.checks.map((check) => marked(check)));
  folded.append(make("summary", texts.every), every);
  yield folded;
  const time = new Date(answer.checked_at).toLocaleString(lang, { dateStyle: "long", timeStyle: "short" });
  yield make("p", [texts.when(time), answer.followed && texts.led(answer.followed)].filter(Boolean).join(" "), "note");
  if (answer.receipt) yield receipts(answer.receipt);
}

// The signed record: to print, and for programs (an EnvelopedVerifiableCredential, VCDM 2.0 section 4.13.3).
function receipts(receipt) {
  const pdf = make("button", texts.receipt_pdf, "button plain");
  const json = make("button", texts.receipt_json, "button plain");
  const box = make("p", "");
  pdf.type = json.type = "button";
  pdf.addEventListener("click", async () => {
    const headers = { "Content-Type": "application/json" };
    try {
      const body = JSON.stringify({ receipt, lang });
      const answer = await fetch("/verifications/receipt", { method: "POST", headers, body });
      if (!answer.ok) throw new Error(String(answer.status));
      save(await answer.blob(), "verification.pdf");
    } catch {
      complain("busy");
    }
  });
  json.addEventListener("click", () => {
    const enveloped = {
      "@context": "https://www.w3.org/ns/credentials/v2",
      id: `data:application/vc+jwt,${receipt}`,
      type: "EnvelopedVerifiableCredential",
    };
    save(new Blob([JSON.stringify(enveloped, null, 2)], { type: "application/vc" }), "verification.json");
  });
  box.append(pdf, json);
  return box;
}

function marked({ outcome, sentence }, title) {
  const line = make("li", "", outcome ?? "none");
  line.append(make("span", texts.marks[outcome ?? "none"], "unseen"));
  if (title) line.append(make("strong", `${title}. `));
  line.append(sentence);
  return line;
}

function* says({ title, issuer, facts }, outcome) {
  yield make("h3", texts.says);
  if (outcome !== "passed") yield make("p", texts.unproven, "note");
  const list = document.createElement("dl");
  const all = [{ label: texts.title, text: title }, { label: texts.issuer, text: issuer }, ...facts];
  for (const { label, text } of all.filter((fact) => fact.text)) {
    const pair = document.createElement("div");
    pair.append(make("dt", label), make("dd", text));
    list.append(pair);
  }
  yield list;
}

const named = (files) => [...files].map((file) => ({ file, name: file.name || texts.pasted }));
const pasted = (text) => ({ text, name: /^https?:\/\//i.test(text) ? text.split("#")[0].slice(0, 120) : texts.pasted });

at("choose").addEventListener("click", () => at("files").click());
at("files").addEventListener("change", () => {
  if (at("files").files.length) judge(named(at("files").files));
  at("files").value = "";
});

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("text").value.trim();
  if (text) return judge([pasted(text)]);
  complain("empty");
  at("text").focus();
});

at("cancel").addEventListener("click", () => {
  running?.abort();
  at("cancel").hidden = true;
  tell(texts.stopped, "");
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    at("drop").classList.toggle("over", kind === "dragover");
    if (kind !== "drop") return;
    const { files } = event.dataTransfer;
    const text = event.dataTransfer.getData("text/uri-list") || event.dataTransfer.getData("text");
    if (files.length) judge(named(files));
    else if (text.trim()) judge([pasted(text.trim())]);
  });
}

addEventListener("paste", (event) => {
  if (event.clipboardData.files.length) {
    event.preventDefault();
    return judge(named(event.clipboardData.files));
  }
  const text = event.clipboardData.getData("text").trim();
  if (text && !event.target.closest("textarea, input")) judge([pasted(text)]);
});

at("scan").hidden = !navigator.mediaDevices?.getUserMedia;
at("video").setAttribute("aria-label", texts.lens);
let camera = null;
const close = () => camera?.abort();
at("stop").addEventListener("click", close);
addEventListener("pagehide", close);
at("scan").addEventListener("click", async () => {
  close();
  camera = new AbortController();
  at("camera").hidden = false;
  at("stop").focus();
  try {
    const text = await scanned(at("video"), camera.signal);
    if (text) judge([{ text, name: texts.scanned }]);
    else at("scan").focus();
  } catch (key) {
    complain(key in texts.errors ? key : "camera");
    at("scan").focus();
  } finally {
    at("camera").hidden = true;
  }
});
