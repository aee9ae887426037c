"""What the verdict says in Spanish. Keys are codes; `verification.outcome` says what each stands for."""

from collections.abc import Mapping

SUMMARIES: Mapping[str, str] = {
    "passed": "Todo lo que se comprobó está en orden.",
    "failed": "No se puede aceptar: al menos una comprobación falló.",
    "unknown": "No se pudo comprobar todo: con lo que se sabe no se puede aceptar ni rechazar.",
}

LINES: Mapping[str, Mapping[str, str]] = {
    "authentic": {
        "passed": "Auténtica",
        "failed": "No es auténtica",
        "unknown": "Autenticidad sin comprobar",
    },
    "issuer": {
        "passed": "Emisor identificado",
        "failed": "Emisor rechazado",
        "unknown": "Emisor sin reconocer",
    },
    "status": {
        "passed": "Vigente",
        "failed": "No está vigente",
        "unknown": "Vigencia sin comprobar",
    },
    "criteria": {
        "passed": "Cumple sus criterios",
        "failed": "No cumple sus criterios",
        "unknown": "Criterios sin comprobar",
    },
}
NOTHING_ASKED = "Aquí no se pidió nada."

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
    "issuer-vouched": (
        "La emitió {issuer}. Responden por ella, entre las instituciones aceptadas como avales: {endorsers}."
    ),
    "issuer-not-vouched": (
        "La emitió {issuer}, que no está entre las instituciones aceptadas, y no responden por ella bastantes "
        "de las que se aceptan como avales."
    ),
    "issuer-vouching-unchecked": (
        "La emitió {issuer}. No se pudo comprobar quién responde por ella: no se pudieron leer todos sus avales."
    ),
    "kind-not-accepted": "Es una credencial de otro tipo que el que se pidió.",
    "issuer-recognised-here": "La emitió {issuer}, una institución que aquí se reconoce.",
    "issuer-vouched-here": "La emitió {issuer}. Esta institución responde por ella.",
    "issuer-unrecognised-here": (
        "La emitió {issuer}. No se pudo comprobar si se la reconoce: "
        "aquí no se la conoce, y no se dijo qué instituciones se aceptan."
    ),
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
    "criteria-not-said": "No se pudo comprobar si cumple lo que se pidió: no lo dice todo; falta: {criteria}.",
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
    "log-checkpoint-signed": "Una historia de {size} anclajes lleva la firma de {issuer}.",
    "log-checkpoint-forged": "El punto de control de {issuer} no es válido: no está firmado como debe, o fue alterado.",
    "witnessed": (
        "Testigos en los que usted confía vieron la misma historia de {size} anclajes hasta el {as_of}: {names}."
    ),
    "witnessed-too-little": (
        "No se pudo comprobar que a todos se les muestre la misma historia: de los testigos en los que usted "
        "confía la vieron {count}, y hacen falta {needed}."
    ),
    "witnesses-unnamed": (
        "No se pudo comprobar que a todos se les muestre la misma historia: nadie indicó en qué testigos se confía."
    ),
    "log-of-issuer": "Quien lo ancló es {issuer}, según su propio documento DID.",
    "log-of-another": ("No fue {issuer} quien lo ancló: su documento DID nombra otro registro u otra cuenta."),
    "did-log-whole": (
        "El registro del DID de {issuer} está íntegro: {count} versiones, cada una firmada con la clave que "
        "anunció la anterior."
    ),
    "credential-signed": "La credencial está firmada por {issuer} y no ha sido alterada.",
    "log-and-did": (
        "El DID de {issuer} nombra este registro en la cadena {chain}, y la primera entrada del registro nombra "
        "ese DID: cada uno responde por el otro."
    ),
    "receipt-in-log": (
        "Lo que prueba el recibo está en el registro de la institución, que se reprodujo entero: {count} anotaciones."
    ),
    "log-goes-on": "El registro en la cadena {chain} continúa el que estaba en {former}, desde donde aquel terminó.",
    "head-proven": (
        "El estado de la cadena {chain} en el bloque {block} contiene ese registro: lo prueba la propia cabecera "
        "del bloque."
    ),
    "block-trusted": (
        "Todo se apoya en el bloque {block} de la cadena {chain}, del {time}, que es el que usted indicó como "
        "fiable: no hay que creerle nada a nadie más. De lo ocurrido después no se sabe nada."
    ),
    "block-trusted-embedded": (
        "Todo se apoya en el bloque {block} de la cadena interna de la institución, del {time}, que es el que "
        "usted indicó como fiable. Esa cadena no le demuestra nada a terceros. De lo ocurrido después no se sabe "
        "nada."
    ),
    "block-on-chain": (
        "Todo se apoya en el bloque {block} de la cadena {chain}, del {time}: la cadena, consultada ahora, lo "
        "tiene y es definitivo. De lo ocurrido después no se sabe nada."
    ),
    "block-on-embedded-chain": (
        "Todo se apoya en el bloque {block} de la cadena interna de la institución, del {time}, que lo tiene. Esa"
        " cadena no le demuestra nada a terceros. De lo ocurrido después no se sabe nada."
    ),
    "kept-in-force": (
        "No estaba revocada el {as_of}: hasta entonces no se había anclado ninguna lista más nueva que la que "
        "trae el archivo, obtenida, según él, el {fetched}. De lo ocurrido después no se sabe nada."
    ),
    "kept-in-force-unanchored": (
        "No estaba revocada el {as_of}, según una lista firmada por la institución que aún no está anclada y que "
        "el archivo dice haber obtenido el {fetched}. De lo ocurrido después no se sabe nada."
    ),
    "bundle-malformed": (
        "El archivo no es un paquete de pruebas completo: está cortado, dañado o es otra cosa ({where})."
    ),
    "did-log-broken": "El registro del DID no es válido: fue alterado, cortado o reordenado.",
    "did-log-of-another": "El registro del DID es de {issuer}, que no es quien emitió la credencial.",
    "did-log-cut": "Al registro del DID de {issuer} le faltan versiones que la institución ancló.",
    "credential-not-signed": "La credencial no lleva una firma válida de {issuer}, o fue alterada.",
    "credential-malformed": "La credencial del archivo no está bien formada.",
    "log-not-in-force": (
        "El bloque {block} queda fuera de los bloques en los que vale ese registro, según el DID de {issuer}."
    ),
    "genesis-of-another": "La primera entrada del registro no nombra a {issuer}: el registro es de otro.",
    "log-gap": "Al registro de anclajes le faltan anotaciones, o están en otro orden.",
    "log-after-end": "El registro de anclajes sigue después de la anotación con la que terminó.",
    "receipt-not-in-log": "Lo que dice el recibo no está en el registro de la institución.",
    "log-does-not-go-on": (
        "El registro en la cadena {chain} no dice que continúe el que estaba en {former}, o no desde donde aquel "
        "terminó."
    ),
    "header-broken": "La cabecera del bloque de la cadena {chain} no es una cabecera.",
    "contract-of-another": "La prueba de la cadena {chain} lleva a un contrato que no es el de anclaje.",
    "state-unproven": (
        "La prueba no lleva de la cabecera del bloque de la cadena {chain} al registro de la institución: la "
        "cabecera fue cambiada, o la prueba es de otro lugar."
    ),
    "head-differs": (
        "El registro del archivo no es el que la cadena {chain} tiene: le falta, le sobra o se le cambió algo."
    ),
    "head-stale": "La prueba es del bloque {block}, anterior a lo que dice el recibo.",
    "block-of-another": (
        "El archivo no se apoya en un bloque que usted haya indicado como fiable, sino en el {block} de la cadena"
        " {chain}: {hash}."
    ),
    "kept-revoked": "Está revocada: así lo dice la lista de la institución del {as_of}.",
    "kept-suspended": "Está suspendida: así lo dice la lista de la institución del {as_of}.",
    "status-list-broken": "La lista de revocación del archivo no lleva la firma de la institución, o fue alterada.",
    "status-list-of-another": "La lista de revocación del archivo no es la de esta credencial.",
    "credential-format-unknown": "No se pudo comprobar la credencial: este programa no conoce su formato.",
    "head-not-shown": "No se pudo comprobar que la cadena tenga ese registro: el archivo no trae la prueba.",
    "block-unvouched": (
        "No se pudo comprobar que exista el bloque {block} de la cadena {chain}, del {time}: hay que creérselo a "
        "quien le dio este archivo. Pregunte en un explorador o nodo de su confianza por ese bloque; si su hash "
        "es {hash}, indíquelo y no habrá que creer nada. De lo ocurrido después no se sabe nada."
    ),
    "status-not-kept": "No se pudo comprobar si está revocada: el archivo no trae la lista de revocación.",
    "status-list-superseded": (
        "No se pudo comprobar si sigue vigente: el archivo trae la lista del {as_of}, y después se ancló otra más"
        " nueva."
    ),
    "trail-whole": (
        "El registro en la cadena {chain} está completo: {count} anotaciones hasta el bloque {block}, cada una a "
        "continuación de la anterior, y llevan al estado que la cadena guarda."
    ),
    "trail-head-differs": (
        "Las anotaciones halladas en la cadena {chain} no llevan al estado que ella guarda: falta alguna después "
        "de la {seq}, o no se puede leer."
    ),
    "trail-gap": ("Hay un hueco en el registro de la cadena {chain}: la anotación {seq} no sigue a la que debería."),
    "trail-doubled": ("El registro de la cadena {chain} se contradice: dos anotaciones llevan el número {seq}."),
    "trail-misled": ("La anotación {seq} del registro de la cadena {chain} dice mal dónde está la anterior."),
    "trail-begins-twice": ("El registro de la cadena {chain} empieza por segunda vez en la anotación {seq}."),
    "trail-after-end": ("El registro de la cadena {chain} sigue, con la anotación {seq}, después de haber terminado."),
    "trail-rolled-back": ("La anotación {seq}, que se había visto antes, ya no está en la cadena {chain}: se deshizo."),
    "trail-rewritten": (
        "La anotación {seq} de la cadena {chain} no es la que se había visto antes: se mostró una cosa a unos y "
        "otra a otros."
    ),
    "trail-empty": ("No se pudo comprobar nada: en la cadena {chain} ese registro no tiene anotaciones."),
    "structure-sound": ("Está escrita como manda el estándar."),
    "presentation-signed": ("La presentación está firmada por {issuer} y responde a lo que se pidió."),
    "issuer-key-itself": ("Quien firma es {issuer}: una clave que responde por sí misma, sin una institución detrás."),
    "issuer-key-on-web": ("La clave que firma es de {issuer}, según lo que hoy publica en su sitio web."),
    "issuer-key-in-history": (
        "La clave que firma era de {issuer} cuando dice haber firmado, según su historial verificable."
    ),
    "validity-running": ("Está dentro de su periodo de validez."),
    "list-not-revoked": ("No está revocada, según la lista de estados de {as_of}."),
    "list-not-suspended": ("No está suspendida, según la lista de estados de {as_of}."),
    "list-not-refreshed": ("No hay una versión más nueva, según la lista de estados de {as_of}."),
    "list-refreshed": ("Hay una versión más nueva de esta credencial, según la lista de estados de {as_of}."),
    "badge-sound": ("Dice de qué logro se trata y qué hizo falta para obtenerlo."),
    "structure-broken": ("No está escrita como manda el estándar: no es una credencial que se pueda aceptar."),
    "presentation-not-signed": (
        "La presentación no lleva una firma válida de {issuer}, no responde a lo que se pidió, o fue alterada."
    ),
    "badge-absent": "El archivo no lleva ninguna credencial dentro.",
    "badge-doubled": "El archivo lleva más de una credencial: no se puede saber cuál vale.",
    "badge-too-large": "El archivo es demasiado grande para ser una credencial.",
    "badge-file-unknown": "El archivo no es una credencial, ni una imagen PNG o SVG, ni un PDF.",
    "badge-file-broken": "El archivo está dañado, incompleto o hecho de una manera que no se lee.",
    "badge-compressed": "La credencial está comprimida dentro de la imagen, lo que el estándar no permite.",
    "badge-not-json": "Lo que el archivo lleva dentro no está escrito como una credencial.",
    "file-not-judged": "No se pudo comprobar este archivo: no llegó a juzgarse.",
    "validity-not-begun": ("Todavía no es válida: lo será desde el {time}."),
    "validity-over": ("Ha caducado: fue válida hasta el {time}."),
    "list-revoked": ("Está revocada, según la lista de estados de {as_of}."),
    "list-suspended": ("Está suspendida, según la lista de estados de {as_of}."),
    "list-broken": (
        "La lista de estados que nombra no es válida: no está firmada como debe, fue alterada o no la incluye."
    ),
    "list-of-another": ("La lista de estados que nombra es de otra institución."),
    "badge-malformed": ("No dice, como manda Open Badges, qué logro es ni qué hizo falta para obtenerlo."),
    "credential-signature-unchecked": ("No se pudo comprobar la firma: no se pudieron leer las claves de {issuer}."),
    "presentation-signature-unchecked": (
        "No se pudo comprobar quién firma la presentación: no se pudieron leer las claves de {issuer}."
    ),
    "issuer-key-history-unseen": (
        "La clave que firma es la que {issuer} publica hoy en su sitio web; no se pudo comprobar con su "
        "historial verificable."
    ),
    "list-kind-unknown": ("No se pudo comprobar su estado: lo anuncia de una forma que este programa no conoce."),
    "list-purpose-unknown": (
        "No se pudo comprobar uno de sus estados: este programa no sabe para qué sirve esa lista."
    ),
    "list-elsewhere": (
        "No se pudo comprobar su estado: la lista no está en un servidor de quien la emitió, y otros no se consultan."
    ),
    "list-unread": ("No se pudo comprobar su estado: la lista no se pudo leer."),
    "list-stale": ("No se pudo comprobar su estado de hoy: la lista que hay es de {as_of} y su plazo ya no corre."),
    "holder-differs": "La presentación no la firma quien dice presentarla: {issuer}.",
    "list-valid": ("No está revocada ni suspendida, según la lista de estados de {as_of}."),
    "list-anchored": ("La lista de estados es la última que la institución ancló hasta {as_of}: la misma para todos."),
    "lists-agree": ("Las dos listas de estados no se contradicen."),
    "versions-anchored": (
        "La institución muestra las {count} versiones de la lista de estados que ancló hasta {as_of}, sin "
        "que falte ninguna."
    ),
    "list-rolled-back": (
        "La lista de estados es más antigua que la última anclada hasta {as_of}, y ninguna copia guardada "
        "lo explica: se la hizo retroceder."
    ),
    "list-two-faced": (
        "La institución firmó dos listas de estados que no pueden ser de un mismo historial, la última de "
        "{as_of}: mostró una cosa a unos y otra a otros."
    ),
    "versions-differ": (
        "La versión {seq} de la lista de estados no es la que se ancló: se mostró una cosa a unos y otra a otros."
    ),
    "list-status-unknown": (
        "No se pudo comprobar si está vigente: la lista de {as_of} le da un estado que solo su institución entiende."
    ),
    "list-superseded": (
        "No se pudo comprobar que la lista de estados sea la actual: hasta {as_of} se había anclado otra "
        "más nueva. Vuelva a pedirla."
    ),
    "list-anchor-pending": (
        "No se pudo comprobar todavía que la lista de estados sea la misma para todos: es más reciente que "
        "lo anclado hasta {as_of}."
    ),
    "list-anchor-unasked": (
        "No se pudo comprobar con la cadena si la lista de estados es la última: "
        "la institución no dice dónde ancla, o la cadena no responde."
    ),
    "list-not-anchored": (
        "No se pudo comprobar que la lista de estados sea la misma para todos: entre lo anclado hasta {as_of} no está."
    ),
}
