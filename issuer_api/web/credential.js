// A credential that its learner shared. The token stands in the fragment: it is sent in a request body and in no URL.
"use strict";

const TEXTS = {
  es: {
    heading: "Una microcredencial",
    for: (name) => `Otorgada a ${name}`,
    checking: "Comprobando…",
    passed: "Es auténtica y está vigente",
    failed: "No es válida",
    unknown: "No se pudo comprobar todo",
    marks: { passed: "Correcto: ", failed: "Falla: ", unknown: "No se sabe: " },
    when: (time) => `Comprobado el ${time}, con lo que la institución publica en este momento.`,
    outcomes: "Resultados de aprendizaje",
    elsewhere: "Comprobarla en otro lugar",
    elsewhere_note:
      "Esta página es de la institución que emitió la credencial. Para no depender de ella, descarga la credencial " +
      "firmada y ábrela en cualquier verificador de Open Badges 3.0.",
    take: "Descargar la credencial (JSON)",
    nameless: "El archivo no lleva escrito el nombre de la persona, sino una huella con la que se puede comprobar.",
    issuer_id: "Identificador de quien la emite:",
    invalid: "Este enlace no es válido. Pide a quien te lo dio que lo copie entero.",
    erased: "La institución ya no guarda nada de esta credencial: la persona pidió que se borrara.",
    away: "El servicio de la institución no responde en este momento. Seguimos intentando.",
  },
  pt: {
    heading: "Uma microcredencial",
    for: (name) => `Concedida a ${name}`,
    checking: "Verificando…",
    passed: "É autêntica e está válida",
    failed: "Não é válida",
    unknown: "Não foi possível verificar tudo",
    marks: { passed: "Correto: ", failed: "Falha: ", unknown: "Não se sabe: " },
    when: (time) => `Verificado em ${time}, com o que a instituição publica neste momento.`,
    outcomes: "Resultados de aprendizagem",
    elsewhere: "Verificar em outro lugar",
    elsewhere_note:
      "Esta página é da instituição que emitiu a credencial. Para não depender dela, baixe a credencial assinada e " +
      "abra-a em qualquer verificador de Open Badges 3.0.",
    take: "Baixar a credencial (JSON)",
    nameless: "O arquivo não traz escrito o nome da pessoa, mas uma impressão digital que permite conferi-lo.",
    issuer_id: "Identificador de quem a emite:",
    invalid: "Este link não é válido. Peça a quem o deu que o copie inteiro.",
    erased: "A instituição já não guarda nada desta credencial: a pessoa pediu que fosse apagada.",
    away: "O serviço da instituição não responde neste momento. Continuamos tentando.",
  },
  en: {
    heading: "A microcredential",
    for: (name) => `Awarded to ${name}`,
    checking: "Checking…",
    passed: "It is authentic and in force",
    failed: "It is not valid",
    unknown: "Not everything could be checked",
    marks: { passed: "Right: ", failed: "Wrong: ", unknown: "Not known: " },
    when: (time) => `Checked on ${time}, with what the institution publishes at this moment.`,
    outcomes: "Learning outcomes",
    elsewhere: "Check it elsewhere",
    elsewhere_note:
      "This page belongs to the institution that issued the credential. So as not to depend on it, download the signed " +
      "credential and open it in any verifier of Open Badges 3.0.",
    take: "Download the credential (JSON)",
    nameless: "The file does not have the person's name written in it, but a fingerprint by which the name can be checked.",
    issuer_id: "Issuer's identifier:",
    invalid: "This link is not valid. Ask whoever gave it to you to copy the whole of it.",
    erased: "The institution keeps nothing of this credential any more: the person asked for it to be erased.",
    away: "The institution's service does not answer right now. We keep trying.",
  },
};
const texts = TEXTS[lang];

speak(texts);

function told(check) {
  const line = make("li", check.sentence, check.outcome);
  line.prepend(make("span", texts.marks[check.outcome], "unseen"));
  return line;
}

function fact({ label, text }) {
  const pair = document.createElement("div");
  pair.append(make("dt", label), make("dd", text));
  return pair;
}

function show(credential) {
  at("issuer").textContent = credential.institution;
  at("title").textContent = credential.title;
  at("holder").textContent = texts.for(credential.holder);
  at("verdict").className = `verdict ${credential.verdict.outcome}`;
  at("summary").textContent = texts[credential.verdict.outcome];
  at("checks").replaceChildren(...credential.verdict.checks.map(told));
  at("when").textContent = texts.when(new Date().toLocaleString(lang, { dateStyle: "long", timeStyle: "short" }));
  at("picture").replaceChildren(svg(credential.image_svg));
  at("facts").replaceChildren(...credential.facts.map(fact));
  at("outcomes").replaceChildren(...credential.outcomes.map((outcome) => make("li", outcome)));
  at("did").textContent = credential.issuer;
  at("take").addEventListener("click", () => {
    save(new Blob([JSON.stringify(credential.badge, null, 2)], { type: "application/ld+json" }), "credential.json");
  });
  document.title = `${credential.title} · ${credential.institution}`;
  at("status").textContent = texts[credential.verdict.outcome];
  at("status").className = "unseen";
  at("verdict").hidden = false;
  at("shown").hidden = false;
}

function tell(key) {
  at("status").textContent = texts[key];
  at("status").className = "bad";
}

async function begin() {
  try {
    const { status, body } = await ask("/credentials/shown", { lang });
    if (status === 200) return show(body);
    if (status === 404 || status === 422) return tell(String(body.type).endsWith(":erased") ? "erased" : "invalid");
    throw new Error(String(status));
  } catch {
    tell("away");
  }
  await pause(5);
  return begin();
}

begin();
