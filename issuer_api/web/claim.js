// The learner's claim page. The token stands in the fragment: it is sent in request bodies and in no URL.
"use strict";

const TEXTS = {
  es: {
    heading: "Tu microcredencial",
    for: (name) => `Para ${name}`,
    open: "Abrir en mi billetera",
    scan: "¿La billetera está en otro teléfono? Ábrela allí y escanea este código:",
    qr: "Código QR con la invitación",
    no_camera: "No puedo escanear",
    copy: "Copia esta invitación y pégala en tu billetera:",
    opening: "Abriendo…",
    invited: "Esperando a tu billetera.",
    connected: "Tu billetera está conectada. Te llega una oferta: acéptala.",
    offered: "Tu billetera está conectada. Acepta la oferta que ves en ella.",
    issued: "La credencial va en camino a tu billetera.",
    accepted: "Recibida: la credencial ya está en tu billetera. Puedes cerrar esta página.",
    declined: "La oferta fue rechazada en la billetera. Pide un enlace nuevo a la institución si fue un error.",
    cancelled: "La institución retiró esta credencial. Pregúntale por qué.",
    unknown: "Este enlace no es válido. Cópialo entero del mensaje que recibiste.",
    away: "El servicio de la institución no responde en este momento. Seguimos intentando.",
  },
  pt: {
    heading: "Sua microcredencial",
    for: (name) => `Para ${name}`,
    open: "Abrir na minha carteira",
    scan: "A carteira está em outro telefone? Abra-a nele e leia este código:",
    qr: "Código QR com o convite",
    no_camera: "Não consigo ler o código",
    copy: "Copie este convite e cole na sua carteira:",
    opening: "Abrindo…",
    invited: "Aguardando a sua carteira.",
    connected: "Sua carteira está conectada. Uma oferta está chegando: aceite-a.",
    offered: "Sua carteira está conectada. Aceite a oferta que aparece nela.",
    issued: "A credencial está a caminho da sua carteira.",
    accepted: "Recebida: a credencial já está na sua carteira. Você pode fechar esta página.",
    declined: "A oferta foi recusada na carteira. Peça um novo link à instituição se foi um engano.",
    cancelled: "A instituição retirou esta credencial. Pergunte o motivo.",
    unknown: "Este link não é válido. Copie-o inteiro da mensagem que você recebeu.",
    away: "O serviço da instituição não responde neste momento. Continuamos tentando.",
  },
  en: {
    heading: "Your microcredential",
    for: (name) => `For ${name}`,
    open: "Open in my wallet",
    scan: "Is the wallet on another phone? Open it there and scan this code:",
    qr: "QR code with the invitation",
    no_camera: "I cannot scan",
    copy: "Copy this invitation and paste it into your wallet:",
    opening: "Opening…",
    invited: "Waiting for your wallet.",
    connected: "Your wallet is connected. An offer is on its way: accept it.",
    offered: "Your wallet is connected. Accept the offer that it shows.",
    issued: "The credential is on its way to your wallet.",
    accepted: "Received: the credential is in your wallet. You can close this page.",
    declined: "The offer was declined in the wallet. If that was a mistake, ask the institution for a new link.",
    cancelled: "The institution withdrew this credential. Ask it why.",
    unknown: "This link is not valid. Copy it whole from the message you got.",
    away: "The institution's service does not answer right now. We keep trying.",
  },
};
const ENDED = new Set(["accepted", "declined", "cancelled"]);
const lang = [...navigator.languages, "es"].map((tag) => tag.slice(0, 2)).find((tag) => tag in TEXTS);
const texts = TEXTS[lang];
const at = (id) => document.getElementById(id);
const token = decodeURIComponent(location.hash.slice(1));

document.documentElement.lang = lang;
for (const element of document.querySelectorAll("[data-text]")) element.textContent = texts[element.dataset.text];

function tell(key, bad = false) {
  if (at("status").textContent !== texts[key]) at("status").textContent = texts[key];
  at("status").classList.toggle("bad", bad);
}

async function ask(path) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  });
  return { status: answer.status, body: await answer.json() };
}

function show(claim) {
  at("issuer").textContent = claim.attributes.awarding_body;
  at("title").textContent = claim.attributes.title;
  at("holder").textContent = texts.for(`${claim.attributes.given_name} ${claim.attributes.family_name}`);
  at("open").href = claim.invitation_url.replace(/^[^?]*/, "didcomm://invite");
  at("link").value = claim.invitation_url;
  at("qr").replaceChildren(new DOMParser().parseFromString(claim.qr_svg, "image/svg+xml").documentElement);
  at("qr").setAttribute("aria-label", texts.qr);
  at("offer").hidden = false;
}

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

async function follow() {
  for (;;) {
    try {
      const { status, body } = await ask("/claims/state");
      if (status === 404 || status === 422) return tell("unknown", true);
      if (status !== 200) throw new Error(String(status));
      tell(body.state in texts ? body.state : "connected", body.state === "declined" || body.state === "cancelled");
      at("offer").hidden ||= body.state !== "invited" && body.state !== "planned";
      if (ENDED.has(body.state)) return undefined;
    } catch {
      tell("away", true);
    }
    await pause(2);
  }
}

async function open() {
  try {
    const { status, body } = await ask("/claims");
    if (status === 200) show(body);
    else if (status !== 404 && status !== 422 && !String(body.type).endsWith(":already-claimed")) {
      throw new Error(String(status)); // it may pass: the wallet's side of the institution is away
    }
  } catch {
    tell("away", true);
    await pause(5);
    return open();
  }
  return follow();
}

open();
