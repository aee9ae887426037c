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
    copy_invitation: "Copia esta invitación y pégala en tu billetera:",
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
    with_wallet: "Con una billetera digital",
    without_wallet: "Sin billetera",
    take_it: "Llévate la microcredencial en un archivo. Está firmada por la institución y cualquiera puede comprobarla.",
    pdf: "Descargar el PDF",
    pdf_note: "Una página para imprimir o enviar, con un código para comprobarla.",
    png: "Descargar la insignia",
    png_note: "Una imagen (PNG) con la credencial dentro, para tu web o tu portafolio.",
    json: "Descargar la credencial",
    json_note: "El original firmado (JSON, Open Badges 3.0), para verificadores y otras billeteras.",
    more: "Otros formatos",
    svg: "Insignia en SVG",
    elm: "Formato europeo (ELM)",
    elm_note: "Para Europass; sin firma.",
    bundle: "Paquete para comprobar sin conexión",
    bundle_note: "La credencial de tu billetera, o la insignia si no usas una, con todas sus pruebas. Existe cuando ya está anclada.",
    saved: "Descargado.",
    not_yet: "Todavía no está listo. Inténtalo más tarde.",
    no_letter: "No tenemos una letra para algún carácter de tu nombre o del título. Descarga la credencial (JSON).",
    failed: "No se pudo descargar. Inténtalo de nuevo.",
    share: "Compartir",
    share_note:
      "Quien tenga este enlace ve tu nombre, el título, la institución, las fechas, los créditos, el nivel, los " +
      "resultados y, en la credencial que puede descargar, tu calificación. Comprueba si es auténtica y sigue vigente. " +
      "No puede guardarla en su billetera como suya.",
    share_label: "Tu enlace para compartir",
    copy: "Copiar el enlace",
    copied: "Copiado.",
    linkedin: "Añadir a LinkedIn",
    linkedin_note: "Se abre LinkedIn, que recibe el título, la institución, la fecha y tu enlace para compartir.",
  },
  pt: {
    heading: "Sua microcredencial",
    for: (name) => `Para ${name}`,
    open: "Abrir na minha carteira",
    scan: "A carteira está em outro telefone? Abra-a nele e leia este código:",
    qr: "Código QR com o convite",
    no_camera: "Não consigo ler o código",
    copy_invitation: "Copie este convite e cole na sua carteira:",
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
    with_wallet: "Com uma carteira digital",
    without_wallet: "Sem carteira",
    take_it: "Leve a microcredencial em um arquivo. Ela é assinada pela instituição e qualquer pessoa pode verificá-la.",
    pdf: "Baixar o PDF",
    pdf_note: "Uma página para imprimir ou enviar, com um código para verificá-la.",
    png: "Baixar a insígnia",
    png_note: "Uma imagem (PNG) com a credencial dentro, para o seu site ou portfólio.",
    json: "Baixar a credencial",
    json_note: "O original assinado (JSON, Open Badges 3.0), para verificadores e outras carteiras.",
    more: "Outros formatos",
    svg: "Insígnia em SVG",
    elm: "Formato europeu (ELM)",
    elm_note: "Para o Europass; sem assinatura.",
    bundle: "Pacote para verificar sem conexão",
    bundle_note: "A credencial da sua carteira, ou a insígnia se você não usa uma, com todas as suas provas. Existe quando já está ancorada.",
    saved: "Baixado.",
    not_yet: "Ainda não está pronto. Tente mais tarde.",
    no_letter: "Não temos uma letra para algum caractere do seu nome ou do título. Baixe a credencial (JSON).",
    failed: "Não foi possível baixar. Tente de novo.",
    share: "Compartilhar",
    share_note:
      "Quem tiver este link vê o seu nome, o título, a instituição, as datas, os créditos, o nível, os resultados e, na " +
      "credencial que pode baixar, a sua nota. Verifica se é autêntica e se continua válida. Não pode guardá-la na " +
      "própria carteira como sua.",
    share_label: "Seu link para compartilhar",
    copy: "Copiar o link",
    copied: "Copiado.",
    linkedin: "Adicionar ao LinkedIn",
    linkedin_note: "Abre-se o LinkedIn, que recebe o título, a instituição, a data e o seu link para compartilhar.",
  },
  en: {
    heading: "Your microcredential",
    for: (name) => `For ${name}`,
    open: "Open in my wallet",
    scan: "Is the wallet on another phone? Open it there and scan this code:",
    qr: "QR code with the invitation",
    no_camera: "I cannot scan",
    copy_invitation: "Copy this invitation and paste it into your wallet:",
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
    with_wallet: "With a digital wallet",
    without_wallet: "Without a wallet",
    take_it: "Take the microcredential with you in a file. It is signed by the institution, and anybody can check it.",
    pdf: "Download the PDF",
    pdf_note: "One page to print or send, with a code to check it.",
    png: "Download the badge",
    png_note: "An image (PNG) with the credential inside, for your website or portfolio.",
    json: "Download the credential",
    json_note: "The signed original (JSON, Open Badges 3.0), for verifiers and other wallets.",
    more: "Other formats",
    svg: "Badge as SVG",
    elm: "European format (ELM)",
    elm_note: "For Europass; not signed.",
    bundle: "Bundle for checking offline",
    bundle_note: "Your wallet's credential, or the badge if you use no wallet, with all its proofs. There is one once it is anchored.",
    saved: "Downloaded.",
    not_yet: "It is not ready yet. Try again later.",
    no_letter: "We have no letter for some character of your name or of the title. Download the credential (JSON).",
    failed: "It could not be downloaded. Try again.",
    share: "Share",
    share_note:
      "Whoever has this link sees your name, the title, the institution, the dates, credits, level, outcomes and, in the " +
      "credential that they can download, your grade. They can check that it is authentic and still in force. They " +
      "cannot keep it in their wallet as theirs.",
    share_label: "Your link for sharing",
    copy: "Copy the link",
    copied: "Copied.",
    linkedin: "Add to LinkedIn",
    linkedin_note: "LinkedIn opens, and gets the title, the institution, the date and your link for sharing.",
  },
};
const ENDED = new Set(["accepted", "declined", "cancelled"]);
const SAID = { "no-bundle-yet": "not_yet", "not-issued": "not_yet", "not-printable": "no_letter", withdrawn: "cancelled" };
const texts = TEXTS[lang];
let badge = null;

speak(texts);

function tell(key, bad = false) {
  if (at("status").textContent !== texts[key]) at("status").textContent = texts[key];
  at("status").classList.toggle("bad", bad);
}

function show(claim) {
  at("issuer").textContent = claim.attributes.awarding_body;
  at("title").textContent = claim.attributes.title;
  at("holder").textContent = texts.for(`${claim.attributes.given_name} ${claim.attributes.family_name}`);
  at("open").href = claim.invitation_url.replace(/^[^?]*/, "didcomm://invite");
  at("link").value = claim.invitation_url;
  at("qr").replaceChildren(svg(claim.qr_svg));
  at("qr").setAttribute("aria-label", texts.qr);
  at("offer").hidden = false;
}

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

async function begin() {
  try {
    const { status, body } = await ask("/claims");
    if (status === 200) show(body);
    else if (status !== 404 && status !== 422 && !String(body.type).endsWith(":already-claimed")) {
      throw new Error(String(status)); // it may pass: the wallet's side of the institution is away
    }
  } catch {
    tell("away", true);
    await pause(5);
    return begin();
  }
  return follow();
}

// The files do not wait for the wallet's side, which may be away.
async function offerFiles() {
  try {
    const { status, body } = await ask("/claims/badge");
    if (status !== 200) return undefined;
    badge = body;
  } catch {
    await pause(5);
    return offerFiles();
  }
  at("issuer").textContent = badge.institution;
  at("title").textContent = badge.title;
  at("holder").textContent = texts.for(badge.holder);
  at("share").value = badge.share_link;
  at("files").hidden = false;
  return undefined;
}

async function take(button) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  at("said").textContent = "";
  try {
    const answer = await send("/claims/download", { form: button.dataset.form, lang });
    if (answer.ok) {
      save(await answer.blob(), /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))[1]);
      at("said").textContent = texts.saved;
    } else {
      const code = String((await answer.json()).type).split(":").pop();
      at("said").textContent = texts[SAID[code] ?? "failed"];
    }
  } catch {
    at("said").textContent = texts.failed;
  }
  button.removeAttribute("aria-busy");
}

async function copyLink() {
  at("share").select();
  try {
    await navigator.clipboard.writeText(at("share").value);
  } catch {
    document.execCommand("copy"); // without TLS there is no clipboard; the text is selected all the same
  }
  at("copied").textContent = texts.copied;
}

// Made when it is asked for: until then nobody is told anything.
function addToLinkedIn() {
  const [year, month] = badge.issued.split("-");
  const query = new URLSearchParams({
    startTask: "CERTIFICATION_NAME",
    name: badge.title,
    organizationName: badge.institution,
    issueYear: year,
    issueMonth: String(Number(month)),
    certUrl: badge.share_link,
  });
  window.open(`https://www.linkedin.com/profile/add?${query}`, "_blank", "noopener,noreferrer");
}

for (const button of document.querySelectorAll("[data-form]")) button.addEventListener("click", () => take(button));
at("copy").addEventListener("click", copyLink);
at("linkedin").addEventListener("click", addToLinkedIn);
offerFiles();
begin();
