// What a holder is asked who opens a request's link without a wallet: in words, before anything is answered.
"use strict";

const TEXTS = {
  es: {
    heading: "Te piden una prueba",
    opening: "Abriendo…",
    wanted: "Quieren saber si cumples esto",
    open: "Responder con mi billetera",
    until: (time) => `Se puede responder, una sola vez, hasta el ${time}.`,
    kept: "Lo que no verán",
    every: "Todo lo que te guardas",
    signed: "La petición firmada",
    signed_note: "Así la firmó la institución (JWS). Guárdala si quieres tener constancia de lo que se te pidió:",
    asked: "Nadie ve nada hasta que tú respondas desde tu billetera.",
    over: "Esta petición ya se respondió o se acabó su tiempo. Si hace falta, pide otra.",
    unknown: "Este enlace no es válido, o la petición ya no existe.",
    away: "El servicio de la institución no responde en este momento. Seguimos intentando.",
  },
  pt: {
    heading: "Pedem uma prova a você",
    opening: "Abrindo…",
    wanted: "Querem saber se você cumpre isto",
    open: "Responder com a minha carteira",
    until: (time) => `Pode-se responder, uma única vez, até ${time}.`,
    kept: "O que não verão",
    every: "Tudo o que você guarda para si",
    signed: "O pedido assinado",
    signed_note: "Assim a instituição o assinou (JWS). Guarde-o se quiser um registro do que lhe foi pedido:",
    asked: "Ninguém vê nada até que você responda com a sua carteira.",
    over: "Este pedido já foi respondido ou o tempo acabou. Se for preciso, peça outro.",
    unknown: "Este link não é válido, ou o pedido já não existe.",
    away: "O serviço da instituição não responde neste momento. Continuamos tentando.",
  },
  en: {
    heading: "You are asked for a proof",
    opening: "Opening…",
    wanted: "They want to know whether you meet this",
    open: "Answer with my wallet",
    until: (time) => `It can be answered, once, until ${time}.`,
    kept: "What they will not see",
    every: "Everything that you keep",
    signed: "The signed request",
    signed_note: "As the institution signed it (JWS). Keep it if you want a record of what you were asked:",
    asked: "Nobody sees anything until you answer from your wallet.",
    over: "This request was answered, or its time is up. If need be, ask for another.",
    unknown: "This link is not valid, or the request is no more.",
    away: "The institution's service does not answer right now. We keep trying.",
  },
};
const texts = TEXTS[lang];

speak(texts);
document.title = texts.heading;

const item = (text) => make("li", text);

function tell(key, bad) {
  at("status").textContent = texts[key];
  at("status").classList.toggle("bad", bad);
}

function show(asked) {
  at("issuer").textContent = asked.institution;
  at("words").replaceChildren(...asked.words.map(item));
  at("every").replaceChildren(...asked.not_revealed.map(item));
  at("short-kept").textContent = asked.not_revealed.slice(0, 4).join(" · ");
  at("statement").value = asked.statement;
  const time = new Date(asked.expires_at).toLocaleString(lang, { dateStyle: "long", timeStyle: "short" });
  at("until").textContent = texts.until(time);
  if (!asked.invitation_url) return tell("over", true);
  at("open").href = asked.invitation_url.replace(/^[^?]*/, "didcomm://invite");
  at("asked").hidden = false;
  return tell("asked", false);
}

async function begin() {
  try {
    const { status, body } = await ask("/asks/opened", { short: location.pathname.split("/").pop(), lang });
    if (status === 200) return show(body);
    if (status === 404 || status === 422) return tell("unknown", true);
    throw new Error(String(status));
  } catch {
    tell("away", true);
  }
  await pause(5);
  return begin();
}

begin();
