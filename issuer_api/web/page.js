// What the pages need: the language, the token of the fragment, and asking the node.
"use strict";

const LANGUAGES = ["es", "pt", "en"];
const lang = [...navigator.languages, "es"].map((tag) => tag.slice(0, 2)).find((tag) => LANGUAGES.includes(tag));
const at = (id) => document.getElementById(id);
const token = (() => {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
})();

function speak(texts) {
  document.documentElement.lang = lang;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = texts[element.dataset.text];
}

// The token goes in the body, never in the address.
function send(path, more = {}) {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, ...more }),
  });
}

async function ask(path, more) {
  const answer = await send(path, more);
  return { status: answer.status, body: await answer.json() };
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function make(name, text, kind = "") {
  const element = document.createElement(name);
  element.textContent = text;
  element.className = kind;
  return element;
}

const svg = (text) => document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

// Another link pasted into the same tab is another credential.
addEventListener("hashchange", () => location.reload());
