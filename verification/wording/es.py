"""What the verdict says in Spanish. Keys are codes; `verification.outcome` says what each stands for."""

from collections.abc import Mapping

SUMMARIES: Mapping[str, str] = {
    "passed": "Todo lo que se comprobó está en orden.",
    "failed": "No se puede aceptar: al menos una comprobación falló.",
    "unknown": "No se pudo comprobar todo: con lo que se sabe no se puede aceptar ni rechazar.",
}

SENTENCES: Mapping[str, str] = {
    "authentic": (
        "La prueba es auténtica: procede de una credencial firmada por quien la emitió y no ha sido alterada."
    ),
    "not-authentic": (
        "La prueba no es válida: fue alterada, no demuestra lo que se pidió o la credencial está revocada."
    ),
    "authenticity-unchecked": "No se pudo comprobar si la prueba es auténtica.",
    "issuer-accepted": "La emitió {issuer}, una institución aceptada por quien pidió la prueba.",
    "issuer-not-accepted": (
        "La emitió {issuer}, que no está entre las instituciones aceptadas por quien pidió la prueba."
    ),
    "kind-not-accepted": "Es una credencial de otro tipo que el que se pidió.",
    "issuer-unrecognised": (
        "La emitió {issuer}. No se pudo comprobar si se la reconoce: no se dijo qué instituciones se aceptan."
    ),
    "issuer-unnamed": "No se pudo comprobar quién la emitió: la prueba no se apoya en ninguna credencial.",
    "issuer-unproven": ("No se pudo comprobar quién la emitió, porque no consta que la prueba sea auténtica."),
    "in-force": "No estaba revocada el {as_of}. De lo ocurrido después no se sabe nada.",
    "status-stale": (
        "No se pudo comprobar si sigue vigente: lo último que se sabe es que no estaba revocada el {as_of}."
    ),
    "status-not-shown": "No se pudo comprobar si está revocada: la prueba no dice nada de eso.",
    "status-in-the-future": ("La prueba dice que no estaba revocada en una fecha que aún no ha llegado: {as_of}."),
    "status-unproven": ("No se pudo comprobar si está revocada, porque no consta que la prueba sea auténtica."),
    "criteria-met": "Cumple lo que se pidió: {criteria}.",
    "criteria-not-met": "No demuestra todo lo que se pidió; falta: {criteria}.",
    "several-credentials": "Lo pedido tenía que constar en una sola credencial, y la prueba reúne {count}.",
    "criteria-unproven": (
        "No se pudo comprobar si cumple lo que se pidió, porque no consta que la prueba sea auténtica."
    ),
    "nothing-disclosed": "No reveló ningún dato: solo demostró lo que se pidió.",
    "disclosed-as-asked": "Reveló solo lo que se pidió: {names}.",
    "disclosed-too-much": "Reveló datos que no se habían pedido: {names}.",
    "not-disclosed": "No reveló datos que se habían pedido: {names}.",
    "self-attested": "Hay datos que solo afirma la persona y que la institución no ha firmado: {names}.",
    "disclosure-unproven": (
        "No se pudo comprobar si reveló solo lo que se pidió, porque no consta que la prueba sea auténtica."
    ),
    "receipt-whole": "El recibo está completo: lleva de la huella del documento a lo que se ancló.",
    "receipt-broken": "El recibo no es válido: no lleva de la huella del documento a lo que se ancló.",
    "document-same": "El recibo es de este documento.",
    "document-differs": "El recibo es de otro documento, o este fue modificado.",
    "on-chain": "Está anclado en la cadena {chain}, en el bloque {block}, desde el {time}.",
    "on-embedded-chain": (
        "Está anclado en la cadena interna del nodo, en el bloque {block}, desde el {time}. Esa "
        "cadena no le demuestra nada a terceros."
    ),
    "not-on-chain": "La cadena {chain} no tiene ese anclaje en el bloque {block}.",
    "anchor-differs": "Lo que la cadena {chain} guarda en el bloque {block} no es lo que dice el recibo.",
    "chain-unseen": "No se pudo comprobar el anclaje: no se consultó la cadena {chain}, o no respondió.",
    "block-final": "El bloque {block} es definitivo.",
    "block-not-final": (
        "No se pudo comprobar que el anclaje sea definitivo: el bloque {block} todavía podría deshacerse."
    ),
    "finality-unseen": "No se pudo comprobar si el bloque {block} es definitivo.",
    "log-of-issuer": "Quien lo ancló es {issuer}, según su propio documento DID.",
    "log-of-another": ("No fue {issuer} quien lo ancló: su documento DID nombra otro registro u otra cuenta."),
}
