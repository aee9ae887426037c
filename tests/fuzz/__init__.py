"""Every parser that is handed somebody else's bytes, against bytes that nobody would write.

`targets` names the parsers and what each may refuse with; `documents`, `judging` and `rooms` hand them bytes, `seeds`
are whole inputs to begin with, `mutations` spoils them. `make fuzz` (`__main__`, one process a target: `one`) runs them
under atheris, which looks for inputs that reach new lines; tests/unit/test_fuzz_targets.py runs each briefly.
"""
