"""The process that sets pages: JSON of typesetting.pdf on standard input, PDF on standard output.

Run by typesetting.py as `python -I -m seawall.lib.typeset_process`; ends with 0 or has made
nothing. The words are strings of the document, never its source: nothing in them is run.
"""

import resource
import sys

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 25
_PAGES = """
#let told = json(bytes(sys.inputs.told))
#set document(title: told.title)
#set page(
  paper: "a4", margin: (x: 22mm, y: 24mm),
  header: text(size: 8pt, fill: luma(90), told.title), numbering: "1 / 1",
)
#set text(size: 10pt, lang: told.language)
#set par(leading: 0.62em)
// Long addresses break anywhere, as a terminal does it.
#let typed(words) = {
  show regex("\\\\S{40,}"): it => it.text.clusters().join(sym.zws)
  words.split("\\n").map(line => if line == "" { [~] } else { text(line) }).join(linebreak())
}
#text(size: 17pt, weight: "bold", typed(told.title))
#if told.note != "" { block(fill: luma(235), inset: 8pt, radius: 3pt, text(told.note)) }
#for passage in told.passages {
  block(
    above: 1.6em, below: 0.8em, sticky: true,
    text(size: 12pt, weight: "bold", typed(passage.heading)),
  )
  if passage.facts.len() > 0 {
    grid(
      columns: (34mm, 1fr), row-gutter: 0.55em, column-gutter: 4mm,
      ..passage.facts.map(fact => (text(fill: luma(90), fact.at(0)), typed(fact.at(1)))).flatten(),
    )
  }
  for part in passage.texts {
    if part.at(0) != "" {
      block(above: 1.1em, below: 0.5em, sticky: true, strong(text(part.at(0))))
    }
    for (number, piece) in part.at(1).split("```").enumerate() {
      if calc.odd(number) {
        block(fill: luma(244), inset: 6pt, radius: 3pt, width: 100%,
          text(font: "DejaVu Sans Mono", size: 8pt, typed(piece.trim("\\n"))))
      } else {
        for words in piece.split(regex("\\n\\s*\\n")).filter(one => one.trim() != "") {
          block(typed(words.trim("\\n")))
        }
      }
    }
  }
}
"""


def confine() -> None:
    """Take away memory, time, writing files, and core dumps. For this process, for ever."""
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def make(told: str) -> bytes:
    """The pages."""
    import typst

    made = typst.compile(_PAGES.encode(), format="pdf", sys_inputs={"told": told})
    assert isinstance(made, bytes)
    return made


if __name__ == "__main__":
    import typst  # noqa: F401  # while there is still memory and time for it

    confine()
    sys.stdout.buffer.write(make(sys.stdin.buffer.read().decode()))
