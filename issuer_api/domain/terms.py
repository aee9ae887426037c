"""The European vocabularies by which a badge and its European Learning Model form name the same thing, and the few
words beside them in the design's language."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["es", "pt", "en"]

ELM = "http://data.europa.eu/snb/model/elm/"
SNB = "http://data.europa.eu/snb/"
EQF = f"{SNB}eqf/"
ECTS = f"{SNB}education-credit/6fcec5c5af"  # European Credit Transfer System
MODES = {  # of the list of modes of learning and assessment; our "onsite" is its "Presential"
    "online": f"{SNB}learning-assessment/920fbb3cbe",
    "onsite": f"{SNB}learning-assessment/9191af2ed9",
    "blended": f"{SNB}learning-assessment/e92d221e4d",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What stands beside the values. `{}` is where the value goes."""

    outcomes: str
    assessment: str
    prerequisites: str
    scale: str
    hours: str
    credits: str
    eqf: str
    nqf: str
    quality: str
    identity: dict[bool, str]
    stackable: dict[bool, str]
    modes: dict[str, str]
    language: str
    languages: str  # the authority table's code


WORDS: dict[Language, Words] = {
    "es": Words(
        outcomes="Resultados de aprendizaje:",
        assessment="Evaluación: {}.",
        prerequisites="Requisitos previos: {}.",
        scale="Escala de {} a {}; se aprueba con {}.",
        hours="{} horas de trabajo del estudiante",
        credits="{} créditos {}",
        eqf="Nivel {} del Marco Europeo de Cualificaciones",
        nqf="Nivel {} del marco nacional de cualificaciones",
        quality="Aseguramiento de la calidad: {}",
        identity={True: "Identidad verificada en la evaluación", False: "Identidad no verificada en la evaluación"},
        stackable={True: "Acumulable en una titulación mayor", False: "No acumulable"},
        modes={"online": "En línea", "onsite": "Presencial", "blended": "Semipresencial"},
        language="Español",
        languages="SPA",
    ),
    "pt": Words(
        outcomes="Resultados de aprendizagem:",
        assessment="Avaliação: {}.",
        prerequisites="Requisitos prévios: {}.",
        scale="Escala de {} a {}; aprova-se com {}.",
        hours="{} horas de trabalho do estudante",
        credits="{} créditos {}",
        eqf="Nível {} do Quadro Europeu de Qualificações",
        nqf="Nível {} do quadro nacional de qualificações",
        quality="Garantia da qualidade: {}",
        identity={True: "Identidade verificada na avaliação", False: "Identidade não verificada na avaliação"},
        stackable={True: "Acumulável numa qualificação maior", False: "Não acumulável"},
        modes={"online": "A distância", "onsite": "Presencial", "blended": "Semipresencial"},
        language="Português",
        languages="POR",
    ),
    "en": Words(
        outcomes="Learning outcomes:",
        assessment="Assessment: {}.",
        prerequisites="Prerequisites: {}.",
        scale="Scale from {} to {}; the pass mark is {}.",
        hours="{} hours of the learner's work",
        credits="{} credits {}",
        eqf="Level {} of the European Qualifications Framework",
        nqf="Level {} of the national qualifications framework",
        quality="Quality assurance: {}",
        identity={True: "Identity verified at the assessment", False: "Identity not verified at the assessment"},
        stackable={True: "Counts towards a larger qualification", False: "Stands alone"},
        modes={"online": "Online", "onsite": "On site", "blended": "Blended"},
        language="English",
        languages="ENG",
    ),
}
