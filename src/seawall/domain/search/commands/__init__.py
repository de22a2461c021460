"""Writing what finding needs. It follows the log; nobody waits for it."""

from seawall.domain.search.commands.exporting import export, export_chosen
from seawall.domain.search.commands.fulltext import index_words, index_words_after
from seawall.domain.search.commands.indexing import index, rebuild
from seawall.domain.search.commands.learning import learn_similarity, learn_weaknesses, reset
from seawall.domain.search.commands.statistics import count_terms

__all__ = [
    "count_terms",
    "export",
    "export_chosen",
    "index",
    "index_words",
    "index_words_after",
    "learn_similarity",
    "learn_weaknesses",
    "rebuild",
    "reset",
]
