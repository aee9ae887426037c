"""What the verdict says in Brazilian Portuguese. Keys are codes; `verification.outcome` says what each stands for."""

from collections.abc import Mapping

SUMMARIES: Mapping[str, str] = {
    "passed": "Tudo o que foi verificado está em ordem.",
    "failed": "Não se pode aceitar: pelo menos uma verificação falhou.",
    "unknown": "Não foi possível verificar tudo: com o que se sabe, não se pode aceitar nem rejeitar.",
}

LINES: Mapping[str, Mapping[str, str]] = {
    "authentic": {
        "passed": "Autêntica",
        "failed": "Não é autêntica",
        "unknown": "Autenticidade não verificada",
    },
    "issuer": {
        "passed": "Emissor identificado",
        "failed": "Emissor recusado",
        "unknown": "Emissor não reconhecido",
    },
    "status": {
        "passed": "Em vigor",
        "failed": "Não está em vigor",
        "unknown": "Vigência não verificada",
    },
    "criteria": {
        "passed": "Cumpre os seus critérios",
        "failed": "Não cumpre os seus critérios",
        "unknown": "Critérios não verificados",
    },
}
NOTHING_ASKED = "Aqui nada foi pedido."

SENTENCES: Mapping[str, str] = {
    "authentic": ("A prova é autêntica: vem de uma credencial assinada por quem a emitiu e não foi alterada."),
    "not-authentic": (
        "A prova não é válida: foi alterada, não demonstra o que foi pedido ou a credencial está revogada."
    ),
    "authenticity-unchecked": "Não foi possível verificar se a prova é autêntica.",
    "issuer-accepted": "Foi emitida por {issuer}, uma instituição aceita por quem pediu a prova.",
    "issuer-not-accepted": (
        "Foi emitida por {issuer}, que não está entre as instituições aceitas por quem pediu a prova."
    ),
    "issuer-vouched": "Foi emitida por {issuer}. Respondem por ela, entre as que se aceitam: {endorsers}.",
    "issuer-not-vouched": (
        "Foi emitida por {issuer}, que não está entre as instituições aceitas, e não respondem por ela "
        "avalistas aceitos em número suficiente."
    ),
    "issuer-vouching-unchecked": (
        "Foi emitida por {issuer}. Não foi possível verificar quem responde por ela: nem todos os seus avais "
        "puderam ser lidos."
    ),
    "kind-not-accepted": "É uma credencial de tipo diferente do que foi pedido.",
    "issuer-recognised-here": "Foi emitida por {issuer}, uma instituição que aqui se reconhece.",
    "issuer-vouched-here": "Foi emitida por {issuer}. Esta instituição responde por ela.",
    "issuer-unrecognised-here": (
        "Foi emitida por {issuer}. Não foi possível verificar se é reconhecida: "
        "aqui não é conhecida, e não se disse quais instituições são aceitas."
    ),
    "issuer-unrecognised": (
        "Foi emitida por {issuer}. Não foi possível verificar se é reconhecida: não se disse quais "
        "instituições são aceitas."
    ),
    "issuer-unnamed": ("Não foi possível verificar quem a emitiu: a prova não se apoia em nenhuma credencial."),
    "issuer-unproven": ("Não foi possível verificar quem a emitiu, porque não consta que a prova seja autêntica."),
    "in-force": "Não estava revogada em {as_of}. Do que ocorreu depois nada se sabe.",
    "status-stale": (
        "Não foi possível verificar se continua vigente: a última informação é que não estava revogada em {as_of}."
    ),
    "status-not-shown": "Não foi possível verificar se está revogada: a prova nada diz sobre isso.",
    "status-in-the-future": ("A prova diz que não estava revogada em uma data que ainda não chegou: {as_of}."),
    "status-unproven": ("Não foi possível verificar se está revogada, porque não consta que a prova seja autêntica."),
    "criteria-met": "Cumpre o que foi pedido: {criteria}.",
    "criteria-not-met": "Não demonstra tudo o que foi pedido; falta: {criteria}.",
    "several-credentials": ("O que foi pedido tinha de constar de uma só credencial, e a prova reúne {count}."),
    "criteria-not-said": "Não foi possível verificar se cumpre o que foi pedido: não diz tudo; falta: {criteria}.",
    "criteria-unproven": (
        "Não foi possível verificar se cumpre o que foi pedido, porque não consta que a prova seja autêntica."
    ),
    "nothing-disclosed": "Não revelou nenhum dado: apenas demonstrou o que foi pedido.",
    "disclosed-as-asked": "Revelou apenas o que foi pedido: {names}.",
    "disclosed-too-much": "Revelou dados que não tinham sido pedidos: {names}.",
    "not-disclosed": "Não revelou dados que tinham sido pedidos: {names}.",
    "self-attested": "Há dados que só a própria pessoa declara e que a instituição não assinou: {names}.",
    "disclosure-unproven": (
        "Não foi possível verificar se revelou apenas o que foi pedido, porque não consta que a prova seja autêntica."
    ),
    "receipt-whole": "O recibo está completo: leva da impressão digital do documento ao que foi ancorado.",
    "receipt-broken": ("O recibo não é válido: não leva da impressão digital do documento ao que foi ancorado."),
    "document-same": "O recibo é deste documento.",
    "document-differs": "O recibo é de outro documento, ou este foi modificado.",
    "on-chain": "Está ancorado na cadeia {chain}, no bloco {block}, desde {time}.",
    "on-embedded-chain": (
        "Está ancorado na cadeia interna do nó, no bloco {block}, desde {time}. Essa cadeia não prova nada a terceiros."
    ),
    "not-on-chain": "A cadeia {chain} não tem essa ancoragem no bloco {block}.",
    "anchor-differs": "O que a cadeia {chain} guarda no bloco {block} não é o que o recibo diz.",
    "chain-unseen": ("Não foi possível verificar a ancoragem: a cadeia {chain} não foi consultada, ou não respondeu."),
    "block-final": "O bloco {block} é definitivo.",
    "block-not-final": (
        "Não foi possível verificar se a ancoragem é definitiva: o bloco {block} ainda poderia ser desfeito."
    ),
    "finality-unseen": "Não foi possível verificar se o bloco {block} é definitivo.",
    "log-checkpoint-signed": "Um histórico de {size} ancoragens leva a assinatura de {issuer}.",
    "log-checkpoint-forged": (
        "O ponto de controle de {issuer} não é válido: não está assinado como deve, ou foi alterado."
    ),
    "witnessed": "Testemunhas em que você confia viram o mesmo histórico de {size} ancoragens até {as_of}: {names}.",
    "witnessed-too-little": (
        "Não foi possível verificar se o mesmo histórico é mostrado a todos: das testemunhas em que você "
        "confia, {count} o viram, e são necessárias {needed}."
    ),
    "witnesses-unnamed": (
        "Não foi possível verificar se o mesmo histórico é mostrado a todos: ninguém indicou em quais "
        "testemunhas se confia."
    ),
    "log-of-issuer": "Quem o ancorou é {issuer}, segundo seu próprio documento DID.",
    "log-of-another": ("Não foi {issuer} quem o ancorou: seu documento DID indica outro registro ou outra conta."),
    "did-log-whole": (
        "O registro do DID de {issuer} está íntegro: {count} versões, cada uma assinada com a chave que a "
        "anterior anunciou."
    ),
    "credential-signed": "A credencial está assinada por {issuer} e não foi alterada.",
    "log-and-did": (
        "O DID de {issuer} indica este registro na cadeia {chain}, e a primeira entrada do registro indica esse "
        "DID: um responde pelo outro."
    ),
    "receipt-in-log": (
        "O que o recibo prova está no registro da instituição, que foi reproduzido por inteiro: {count} anotações."
    ),
    "log-goes-on": (
        "O registro na cadeia {chain} continua o que estava em {former}, a partir de onde aquele terminou."
    ),
    "head-proven": (
        "O estado da cadeia {chain} no bloco {block} contém esse registro: prova-o o próprio cabeçalho do bloco."
    ),
    "block-trusted": (
        "Tudo se apoia no bloco {block} da cadeia {chain}, de {time}, que é o que você indicou como confiável: "
        "não é preciso acreditar em mais ninguém. Do que ocorreu depois nada se sabe."
    ),
    "block-trusted-embedded": (
        "Tudo se apoia no bloco {block} da cadeia interna da instituição, de {time}, que é o que você indicou "
        "como confiável. Essa cadeia não prova nada a terceiros. Do que ocorreu depois nada se sabe."
    ),
    "block-on-chain": (
        "Tudo se apoia no bloco {block} da cadeia {chain}, de {time}: a cadeia, consultada agora, o tem e ele é "
        "definitivo. Do que ocorreu depois nada se sabe."
    ),
    "block-on-embedded-chain": (
        "Tudo se apoia no bloco {block} da cadeia interna da instituição, de {time}, que o tem. Essa cadeia não "
        "prova nada a terceiros. Do que ocorreu depois nada se sabe."
    ),
    "kept-in-force": (
        "Não estava revogada em {as_of}: até então não se tinha ancorado nenhuma lista mais nova que a do "
        "arquivo, obtida, segundo ele, em {fetched}. Do que ocorreu depois nada se sabe."
    ),
    "kept-in-force-unanchored": (
        "Não estava revogada em {as_of}, segundo uma lista assinada pela instituição que ainda não está ancorada "
        "e que o arquivo diz ter obtido em {fetched}. Do que ocorreu depois nada se sabe."
    ),
    "bundle-malformed": (
        "O arquivo não é um pacote de provas completo: está cortado, danificado ou é outra coisa ({where})."
    ),
    "did-log-broken": "O registro do DID não é válido: foi alterado, cortado ou reordenado.",
    "did-log-of-another": "O registro do DID é de {issuer}, que não é quem emitiu a credencial.",
    "did-log-cut": "Faltam ao registro do DID de {issuer} versões que a instituição ancorou.",
    "credential-not-signed": "A credencial não traz uma assinatura válida de {issuer}, ou foi alterada.",
    "credential-malformed": "A credencial do arquivo não está bem formada.",
    "log-not-in-force": "O bloco {block} fica fora dos blocos em que vale esse registro, segundo o DID de {issuer}.",
    "genesis-of-another": "A primeira entrada do registro não indica {issuer}: o registro é de outro.",
    "log-gap": "Faltam anotações ao registro de ancoragens, ou estão em outra ordem.",
    "log-after-end": "O registro de ancoragens continua depois da anotação com que terminou.",
    "receipt-not-in-log": "O que o recibo diz não está no registro da instituição.",
    "log-does-not-go-on": (
        "O registro na cadeia {chain} não diz que continua o que estava em {former}, ou não de onde aquele terminou."
    ),
    "header-broken": "O cabeçalho do bloco da cadeia {chain} não é um cabeçalho.",
    "contract-of-another": "A prova da cadeia {chain} leva a um contrato que não é o de ancoragem.",
    "state-unproven": (
        "A prova não leva do cabeçalho do bloco da cadeia {chain} ao registro da instituição: o cabeçalho foi "
        "trocado, ou a prova é de outro lugar."
    ),
    "head-differs": "O registro do arquivo não é o que a cadeia {chain} tem: algo falta, sobra ou foi mudado.",
    "head-stale": "A prova é do bloco {block}, anterior ao que diz o recibo.",
    "block-of-another": (
        "O arquivo não se apoia em um bloco que você tenha indicado como confiável, e sim no {block} da cadeia "
        "{chain}: {hash}."
    ),
    "kept-revoked": "Está revogada: assim diz a lista da instituição de {as_of}.",
    "kept-suspended": "Está suspensa: assim diz a lista da instituição de {as_of}.",
    "status-list-broken": "A lista de revogação do arquivo não traz a assinatura da instituição, ou foi alterada.",
    "status-list-of-another": "A lista de revogação do arquivo não é a desta credencial.",
    "credential-format-unknown": "Não foi possível verificar a credencial: este programa não conhece o seu formato.",
    "head-not-shown": "Não foi possível verificar que a cadeia tenha esse registro: o arquivo não traz a prova.",
    "block-unvouched": (
        "Não foi possível verificar que exista o bloco {block} da cadeia {chain}, de {time}: é preciso acreditar "
        "em quem lhe deu este arquivo. Pergunte por esse bloco a um explorador ou nó em que confie; se o hash for"
        " {hash}, indique-o e não será preciso acreditar em nada. Do que ocorreu depois nada se sabe."
    ),
    "status-not-kept": "Não foi possível verificar se está revogada: o arquivo não traz a lista de revogação.",
    "status-list-superseded": (
        "Não foi possível verificar se continua vigente: o arquivo traz a lista de {as_of}, e depois foi ancorada"
        " outra mais nova."
    ),
    "trail-whole": (
        "O registro na cadeia {chain} está completo: {count} anotações até o bloco {block}, cada uma em seguida à"
        " anterior, e levam ao estado que a cadeia guarda."
    ),
    "trail-head-differs": (
        "As anotações encontradas na cadeia {chain} não levam ao estado que ela guarda: falta alguma depois da "
        "{seq}, ou não se pode ler."
    ),
    "trail-gap": ("Há uma lacuna no registro da cadeia {chain}: a anotação {seq} não segue aquela que deveria."),
    "trail-doubled": ("O registro da cadeia {chain} se contradiz: duas anotações levam o número {seq}."),
    "trail-misled": ("A anotação {seq} do registro da cadeia {chain} diz errado onde está a anterior."),
    "trail-begins-twice": ("O registro da cadeia {chain} começa pela segunda vez na anotação {seq}."),
    "trail-after-end": ("O registro da cadeia {chain} continua, com a anotação {seq}, depois de ter terminado."),
    "trail-rolled-back": ("A anotação {seq}, que já tinha sido vista, não está mais na cadeia {chain}: foi desfeita."),
    "trail-rewritten": (
        "A anotação {seq} da cadeia {chain} não é a que já tinha sido vista: mostrou-se uma coisa a uns e outra a"
        " outros."
    ),
    "trail-empty": ("Não foi possível verificar nada: na cadeia {chain} esse registro não tem anotações."),
    "structure-sound": ("Está escrita como manda o padrão."),
    "presentation-signed": ("A apresentação está assinada por {issuer} e responde ao que foi pedido."),
    "issuer-key-itself": ("Quem assina é {issuer}: uma chave que responde por si mesma, sem uma instituição por trás."),
    "issuer-key-on-web": ("A chave que assina é de {issuer}, segundo o que hoje publica em seu site."),
    "issuer-key-in-history": (
        "A chave que assina era de {issuer} quando diz ter assinado, segundo seu histórico verificável."
    ),
    "validity-running": ("Está dentro do seu período de validade."),
    "list-not-revoked": ("Não está revogada, segundo a lista de estados de {as_of}."),
    "list-not-suspended": ("Não está suspensa, segundo a lista de estados de {as_of}."),
    "list-not-refreshed": ("Não há uma versão mais nova, segundo a lista de estados de {as_of}."),
    "list-refreshed": ("Há uma versão mais nova desta credencial, segundo a lista de estados de {as_of}."),
    "badge-sound": ("Diz de que conquista se trata e o que foi preciso para obtê-la."),
    "structure-broken": ("Não está escrita como manda o padrão: não é uma credencial que se possa aceitar."),
    "presentation-not-signed": (
        "A apresentação não traz uma assinatura válida de {issuer}, não responde ao que foi pedido, ou foi alterada."
    ),
    "badge-absent": "O arquivo não traz nenhuma credencial dentro.",
    "badge-doubled": "O arquivo traz mais de uma credencial: não se pode saber qual vale.",
    "badge-too-large": "O arquivo é grande demais para ser uma credencial.",
    "badge-file-unknown": "O arquivo não é uma credencial, nem uma imagem PNG ou SVG, nem um PDF.",
    "badge-file-broken": "O arquivo está danificado, incompleto ou feito de uma maneira que não se lê.",
    "badge-compressed": "A credencial está comprimida dentro da imagem, o que o padrão não permite.",
    "badge-not-json": "O que o arquivo traz dentro não está escrito como uma credencial.",
    "file-not-judged": "Não foi possível verificar este arquivo: ele não chegou a ser julgado.",
    "validity-not-begun": ("Ainda não é válida: será a partir de {time}."),
    "validity-over": ("Expirou: foi válida até {time}."),
    "list-revoked": ("Está revogada, segundo a lista de estados de {as_of}."),
    "list-suspended": ("Está suspensa, segundo a lista de estados de {as_of}."),
    "list-broken": (
        "A lista de estados que ela indica não é válida: não está assinada como deve, foi alterada ou não a inclui."
    ),
    "list-of-another": ("A lista de estados que ela indica é de outra instituição."),
    "badge-malformed": ("Não diz, como manda o Open Badges, que conquista é nem o que foi preciso para obtê-la."),
    "credential-signature-unchecked": (
        "Não foi possível verificar a assinatura: não se puderam ler as chaves de {issuer}."
    ),
    "presentation-signature-unchecked": (
        "Não foi possível verificar quem assina a apresentação: não se puderam ler as chaves de {issuer}."
    ),
    "issuer-key-history-unseen": (
        "A chave que assina é a que {issuer} publica hoje em seu site. Não foi possível verificar com "
        "seu histórico verificável."
    ),
    "list-kind-unknown": (
        "Não foi possível verificar seu estado: é anunciado de uma forma que este programa não conhece."
    ),
    "list-purpose-unknown": (
        "Não foi possível verificar um de seus estados: este programa não sabe para que serve essa lista."
    ),
    "list-elsewhere": (
        "Não foi possível verificar seu estado: a lista não está em um servidor de quem a emitiu, "
        "e outros não são consultados."
    ),
    "list-unread": ("Não foi possível verificar seu estado: não se pôde ler a lista."),
    "list-stale": (
        "Não foi possível verificar seu estado de hoje: a lista que há é de {as_of} e já não está em vigor."
    ),
    "holder-differs": "A apresentação não é assinada por quem diz apresentá-la: {issuer}.",
    "list-valid": ("Não está revogada nem suspensa, segundo a lista de estados de {as_of}."),
    "list-anchored": ("A lista de estados é a última que a instituição ancorou até {as_of}: a mesma para todos."),
    "lists-agree": ("As duas listas de estados não se contradizem."),
    "versions-anchored": (
        "A instituição mostra as {count} versões da lista de estados que ancorou até {as_of}, sem que falte nenhuma."
    ),
    "list-rolled-back": (
        "A lista de estados é mais antiga que a última ancorada até {as_of}, e nenhuma cópia guardada "
        "explica isso: fizeram-na retroceder."
    ),
    "list-two-faced": (
        "A instituição assinou duas listas de estados que não podem ser de um mesmo histórico, a última de "
        "{as_of}: mostrou uma coisa a uns e outra a outros."
    ),
    "versions-differ": (
        "A versão {seq} da lista de estados não é a que foi ancorada: mostrou-se uma coisa a uns e outra a outros."
    ),
    "list-status-unknown": (
        "Não foi possível verificar se está vigente: a lista de {as_of} lhe dá um estado que só a instituição entende."
    ),
    "list-superseded": (
        "Não foi possível verificar que a lista de estados seja a atual: até {as_of} já se tinha ancorado "
        "outra mais nova. Peça-a de novo."
    ),
    "list-anchor-pending": (
        "Não foi possível verificar ainda que a lista de estados seja a mesma para todos: é mais recente "
        "que o ancorado até {as_of}."
    ),
    "list-anchor-unasked": (
        "Não foi possível verificar com a cadeia se a lista de estados é a última: "
        "a instituição não diz onde ancora, ou a cadeia não responde."
    ),
    "list-not-anchored": (
        "Não foi possível verificar que a lista de estados seja a mesma para todos: não está entre o "
        "ancorado até {as_of}."
    ),
}
