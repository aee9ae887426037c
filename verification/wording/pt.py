"""What the verdict says in Brazilian Portuguese. Keys are codes; `verification.outcome` says what each stands for."""

from collections.abc import Mapping

SUMMARIES: Mapping[str, str] = {
    "passed": "Tudo o que foi verificado está em ordem.",
    "failed": "Não se pode aceitar: pelo menos uma verificação falhou.",
    "unknown": "Não foi possível verificar tudo: com o que se sabe, não se pode aceitar nem rejeitar.",
}

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
    "kind-not-accepted": "É uma credencial de tipo diferente do que foi pedido.",
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
    "log-of-issuer": "Quem o ancorou é {issuer}, segundo seu próprio documento DID.",
    "log-of-another": ("Não foi {issuer} quem o ancorou: seu documento DID indica outro registro ou outra conta."),
}
