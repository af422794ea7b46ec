"""The import contracts of `pyproject.toml`, for the product without its tests.

Tests may use what they like: a kit page is tested with an account from `people`. So each contract
is import-linter's own, on the graph of imports from which the test modules were taken.
"""

from importlib.util import find_spec

from grimp import ImportGraph
from importlinter import ContractCheck
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

TOPIC_DEPTH = 3  # jieyue, canteen, menus


class Layers(LayersContract):
    """Layers, for the product without its tests."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        return super().check(_without_tests(graph), verbose)


class Forbidden(ForbiddenContract):
    """Forbidden imports, for the product without its tests."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        return super().check(_without_tests(graph), verbose)


class Protected(ProtectedContract):
    """Protected modules, for the product without its tests."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        return super().check(_without_tests(graph), verbose)


class Rings(AcyclicSiblingsContract):
    """No rings among topics, which are folders; a domain's own files gather from all of them."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        for module in list(_without_tests(graph).modules):
            if _is_domain_file(module):
                graph.remove_module(module)
        return super().check(graph, verbose)


def _without_tests(graph: ImportGraph) -> ImportGraph:
    for module in list(graph.modules):
        name = module.rsplit(".", 1)[-1]
        if name.startswith("test_") or name == "conftest":
            graph.remove_module(module)
    return graph


def _is_domain_file(module: str) -> bool:
    parts = module.split(".")
    if parts[0] != "jieyue" or len(parts) != TOPIC_DEPTH:
        return False
    spec = find_spec(module)
    return spec is not None and spec.submodule_search_locations is None
