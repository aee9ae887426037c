"""What a person is told, in Spanish, Portuguese and English: what is wrong, where, and how to mend it."""

# ruff: noqa: E501 - a sentence stays on its line

from collections.abc import Mapping, Sequence

LANGUAGES = ("es", "pt", "en")

_WHERE = {
    "es": ("Fila {row}: ", "Fila {row}, columna «{column}»: "),
    "pt": ("Linha {row}: ", "Linha {row}, coluna «{column}»: "),
    "en": ("Row {row}: ", "Row {row}, column “{column}”: "),
}

_COLUMN_NAMES = {
    "given-name": ("Nombre", "Nome", "First name"),
    "family-name": ("Apellido(s)", "Sobrenome", "Last name"),
    "id-number": ("Número de ID", "Número de identificação", "ID number"),
    "email": ("Dirección de correo", "Endereço de email", "Email address"),
    "grade": ("Total del curso (Real)", "Total do curso (Real)", "Course total (Real)"),
}

_ROWS = {
    "missing-value": (
        "falta el dato. Escríbalo en la planilla y vuelva a cargarla.",
        "falta o dado. Escreva-o na planilha e carregue-a de novo.",
        "the value is missing. Write it in the spreadsheet and upload it again.",
    ),
    "formula": (
        "«{value}» es una fórmula de planilla. Reemplácela por el dato mismo (pegado especial, solo valores).",
        "«{value}» é uma fórmula de planilha. Substitua-a pelo próprio dado (colar especial, só valores).",
        "“{value}” is a spreadsheet formula. Put the value itself in its place (paste special, values only).",
    ),
    "control-character": (
        "hay caracteres invisibles (saltos de línea o de control) en «{value}». Escriba el dato de nuevo, a mano.",
        "há caracteres invisíveis (quebras de linha ou de controle) em «{value}». Escreva o dado de novo, à mão.",
        "there are invisible characters (line breaks or controls) in “{value}”. Type the value again by hand.",
    ),
    "garbled-text": (
        "«{value}» perdió sus acentos al guardarse. Exporte de nuevo desde Moodle, o guarde como CSV UTF-8 o .xlsx.",
        "«{value}» perdeu os acentos ao ser salvo. Exporte de novo do Moodle, ou salve como CSV UTF-8 ou .xlsx.",
        "“{value}” lost its accents when it was saved. Export it again from Moodle, or save as CSV UTF-8 or .xlsx.",
    ),
    "too-long": (
        "tiene {length} caracteres y el máximo es {limit}. Revise que la celda no contenga otra cosa.",
        "tem {length} caracteres e o máximo é {limit}. Verifique se a célula não contém outra coisa.",
        "it has {length} characters and the most is {limit}. See whether something else got into the cell.",
    ),
    "malformed-email": (
        "«{value}» no es una dirección de correo. Corríjala, por ejemplo nombre@universidad.edu.",
        "«{value}» não é um endereço de email. Corrija-o, por exemplo nome@universidade.edu.",
        "“{value}” is not an e-mail address. Correct it, for example name@university.edu.",
    ),
    "grade-missing": (
        "no hay calificación. Califique en Moodle y exporte de nuevo, o quite la fila.",
        "não há nota. Atribua a nota no Moodle e exporte de novo, ou retire a linha.",
        "there is no grade. Grade it in Moodle and export again, or take the row out.",
    ),
    "grade-not-a-number": (
        "«{value}» no es un número. Exporte la calificación como «Real», por ejemplo 85,00.",
        "«{value}» não é um número. Exporte a nota como «Real», por exemplo 85,00.",
        "“{value}” is not a number. Export the grade as “Real”, for example 85.00.",
    ),
    "grade-out-of-range": (
        "la calificación {value} está fuera de la escala de {minimum} a {maximum}. Corríjala en Moodle y exporte "
        "de nuevo.",
        "a nota {value} está fora da escala de {minimum} a {maximum}. Corrija-a no Moodle e exporte de novo.",
        "the grade {value} is outside the scale from {minimum} to {maximum}. Correct it in Moodle and export again.",
    ),
    "not-passed": (
        "la calificación {value} no alcanza la nota de aprobación {pass_mark}, así que no se emite. Si es un error, "
        "corríjala en Moodle y exporte de nuevo.",
        "a nota {value} não alcança a nota de aprovação {pass_mark}, por isso não se emite. Se for um erro, "
        "corrija-a no Moodle e exporte de novo.",
        "the grade {value} is below the pass mark {pass_mark}, so nothing is issued. If that is a mistake, correct "
        "it in Moodle and export again.",
    ),
    "date-invalid": (
        "«{value}» no es una fecha. Escríbala como 2026-11-23 (o 23/11/2026).",
        "«{value}» não é uma data. Escreva-a como 2026-11-23 (ou 23/11/2026).",
        "“{value}” is not a date. Write it as 2026-11-23 (or 23/11/2026).",
    ),
    "date-ambiguous": (
        "en «{value}» no se sabe cuál es el mes. Escriba la fecha como 2026-11-23.",
        "em «{value}» não se sabe qual é o mês. Escreva a data como 2026-11-23.",
        "in “{value}” the month cannot be told from the day. Write the date as 2026-11-23.",
    ),
    "date-in-future": (
        "la fecha {value} aún no llega. Corríjala, o espere a ese día.",
        "a data {value} ainda não chegou. Corrija-a, ou espere por esse dia.",
        "the date {value} is still to come. Correct it, or wait for that day.",
    ),
    "duplicate-learner": (
        "es la misma persona de la fila {other} (mismo número de ID o mismo correo). Deje una sola de las dos filas.",
        "é a mesma pessoa da linha {other} (mesmo número de ID ou mesmo email). Deixe só uma das duas linhas.",
        "this is the same person as in row {other} (same ID number or same e-mail). Keep only one of the two rows.",
    ),
    "duplicate-conflict": (
        "es la misma persona de la fila {other}, con otra calificación: no se emite ninguna de las dos. Deje solo la "
        "fila correcta.",
        "é a mesma pessoa da linha {other}, com outra nota: nenhuma das duas é emitida. Deixe só a linha correta.",
        "this is the same person as in row {other}, with another grade: neither is issued. Keep only the right row.",
    ),
    "extra-cells": (
        "tiene {count} celdas y los encabezados son {expected}. Quizá una coma decimal sin comillas: exporte de nuevo "
        "desde Moodle.",
        "tem {count} células e os cabeçalhos são {expected}. Talvez uma vírgula decimal sem aspas: exporte de novo do "
        "Moodle.",
        "it has {count} cells and there are {expected} headings. Perhaps a decimal comma without quotes: export it "
        "again from Moodle.",
    ),
}

_FILES = {
    "empty-file": (
        "El archivo está vacío. Exporte el libro de calificaciones de nuevo.",
        "O arquivo está vazio. Exporte o livro de notas de novo.",
        "The file is empty. Export the gradebook again.",
    ),
    "no-rows": (
        "El archivo tiene encabezados pero ninguna fila. Exporte el libro de calificaciones con sus participantes.",
        "O arquivo tem cabeçalhos mas nenhuma linha. Exporte o livro de notas com os participantes.",
        "The file has headings but no row. Export the gradebook with its participants.",
    ),
    "file-too-large": (
        "El archivo supera el máximo de {limit_mib} MiB. Divídalo, o exporte solo las columnas necesarias.",
        "O arquivo passa do máximo de {limit_mib} MiB. Divida-o, ou exporte só as colunas necessárias.",
        "The file is over the limit of {limit_mib} MiB. Split it, or export only the columns that are needed.",
    ),
    "too-many-rows": (
        "El archivo tiene más de {limit} filas. Divídalo en varios archivos y cárguelos uno por uno.",
        "O arquivo tem mais de {limit} linhas. Divida-o em vários arquivos e carregue-os um por um.",
        "The file has more than {limit} rows. Split it into several files and upload them one by one.",
    ),
    "binary-file": (
        "El archivo no es un texto CSV ni una planilla .xlsx. Si es .xls u .ods, ábralo y guárdelo como .xlsx.",
        "O arquivo não é um texto CSV nem uma planilha .xlsx. Se for .xls ou .ods, abra-o e salve-o como .xlsx.",
        "The file is neither CSV text nor an .xlsx spreadsheet. If it is .xls or .ods, open it and save it as .xlsx.",
    ),
    "unknown-encoding": (
        "No se reconoce la codificación del texto (parece {guess}). Guárdelo como «CSV UTF-8» o como .xlsx.",
        "Não se reconhece a codificação do texto (parece {guess}). Salve-o como «CSV UTF-8» ou como .xlsx.",
        "The text's encoding is not recognised (it looks like {guess}). Save it as “CSV UTF-8” or as .xlsx.",
    ),
    "broken-file": (
        "El archivo está dañado a partir de la fila {row}: quizá unas comillas sin cerrar. Exporte de nuevo.",
        "O arquivo está danificado a partir da linha {row}: talvez aspas sem fechar. Exporte de novo.",
        "The file is damaged from row {row} on: perhaps a quote that is never closed. Export it again.",
    ),
    "missing-columns": (
        "Faltan las columnas: {columns}. Agréguelas al exportar desde Moodle, con sus encabezados en la primera fila.",
        "Faltam as colunas: {columns}. Inclua-as ao exportar do Moodle, com os cabeçalhos na primeira linha.",
        "Columns are missing: {columns}. Include them when exporting from Moodle, with their headings in the first row.",
    ),
    "doubled-columns": (
        "Hay columnas que dicen lo mismo: {columns}. Deje una de cada una.",
        "Há colunas que dizem o mesmo: {columns}. Deixe uma de cada.",
        "Some columns stand for the same thing: {columns}. Keep one of each.",
    ),
}


def row_sentence(code: str, lang: str, row: int, column: str, facts: Mapping[str, object]) -> str:
    where = _WHERE[lang][bool(column)].format(row=row, column=column)
    return where + _ROWS[code][LANGUAGES.index(lang)].format_map(facts)


def file_sentence(code: str, lang: str, facts: Mapping[str, object]) -> str:
    shown = {name: _listed(value, lang) for name, value in facts.items()}
    return _FILES[code][LANGUAGES.index(lang)].format_map(shown)


def _listed(value: object, lang: str) -> object:
    """A list becomes names with commas, each column by the heading it has in Moodle in that language."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    position = LANGUAGES.index(lang)
    return ", ".join(_COLUMN_NAMES[name][position] if name in _COLUMN_NAMES else str(name) for name in value)
