// A request in zero knowledge: made here, shown to the holder, and followed until it is answered or over.
"use strict";

const texts = TEXTS[lang];
const FOLLOWED = new Set(["asked", "opened"]);
const CODES = {
  "nothing-asked": "nothing",
  "malformed-request": "malformed",
  "narrowing-limited": "narrowing",
  "too-many-requests": "often",
};
let watch = null;

speak(texts);
document.title = texts.heading;

function tell(text, kind = "") {
  if (at("status").textContent !== text) at("status").textContent = text;
  at("status").className = kind;
}

async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify({ ...body, lang }) });
  return { status: answer.status, body: await answer.json() };
}

const moment = (text) => new Date(text).toLocaleString(lang, { dateStyle: "long", timeStyle: "short" });
const number = (id) => (at(id).value ? at(id).valueAsNumber : null);

function demand() {
  const found = { minutes: Number(at("minutes").value), issuers: at("issuers").value.split(/\s+/).filter(Boolean) };
  if (number("credits")) found.credits = { at_least: number("credits"), scheme: at("scheme").value };
  if (number("level")) found.level = { at_least: number("level"), frame: at("frame").value };
  if (at("after").value) found.finished_after = at("after").value;
  return found;
}

at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const { status, body } = await post("/asks", demand());
    if (status === 201) return show(body);
    tell(texts.errors[CODES[String(body.type).split(":").pop()] ?? "failed"], "bad");
  } catch {
    tell(texts.errors.failed, "bad");
  }
  return undefined;
});

function show(made) {
  watch = made.watch;
  at("words").replaceChildren(...made.words.map((word) => make("li", word)));
  at("qr").replaceChildren(svg(made.qr_svg));
  at("qr").setAttribute("aria-label", texts.qr);
  at("link").value = made.link;
  at("until").textContent = texts.until(moment(made.expires_at));
  at("form").hidden = true;
  at("made").hidden = false;
  tell(texts.asked);
  at("made-heading").focus();
  follow(made.watch);
}

async function follow(token) {
  const begun = Date.now();
  for (let seconds = 1; watch === token; await pause(seconds)) {
    try {
      const { status, body } = await post("/asks/state", { token });
      if (watch !== token) return;
      if (status === 404) return finish("expired");
      if (status !== 200) throw new Error(String(status));
      if (!FOLLOWED.has(body.state)) return finish(body.state, body);
      tell(texts[body.state]);
      seconds = Date.now() - begun < 180_000 ? 2 : 10; // most answer at once; some have a day
    } catch {
      tell(texts.errors.away, "bad");
      seconds = Math.min(seconds * 2, 30);
    }
  }
}

function finish(state, body) {
  watch = null;
  at("made").hidden = true;
  at("again").hidden = false;
  if (!body?.lines.length) {
    tell(texts[state], state === "cancelled" ? "" : "bad");
    return at("again").focus();
  }
  tell(texts[state], "unseen");
  at("answers").replaceChildren(card(state, body));
  return at("answers").querySelector("h2").focus();
}

function card(state, body) {
  const kind = { verified: "passed", refused: "failed" }[state] ?? "unknown";
  const box = make("section", "", `verdict ${kind}`);
  const heading = make("h2", texts[state]);
  heading.tabIndex = -1;
  box.append(heading, list(body.lines.map(line)));
  if (body.proven.length) box.append(make("h3", texts.proven), list(body.proven.map((word) => make("li", word, "passed"))));
  const folded = make("details", "");
  folded.append(make("summary", texts.every), list(body.not_revealed.map((word) => make("li", word, "none"))));
  box.append(make("h3", texts.kept), make("p", body.not_revealed.slice(0, 4).join(" · ")), folded);
  box.append(make("p", texts.when(moment(body.answered_at)), "note"));
  return box;
}

function list(items) {
  const found = make("ul", "");
  found.append(...items);
  return found;
}

function line({ outcome, title, sentence }) {
  const item = make("li", "", outcome ?? "none");
  item.append(make("span", texts.marks[outcome ?? "none"], "unseen"), make("strong", `${title}. `), sentence);
  return item;
}

at("cancel").addEventListener("click", async () => {
  const token = watch;
  try {
    await fetch("/asks/cancel", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    });
  } catch {
    return tell(texts.errors.away, "bad");
  }
  const { body } = await post("/asks/state", { token });
  return finish(body.state, body);
});

at("again").addEventListener("click", () => {
  at("answers").replaceChildren();
  at("again").hidden = true;
  at("form").hidden = false;
  tell("", "unseen");
  at("credits").focus();
});
