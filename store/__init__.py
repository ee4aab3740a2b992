"""存储 The database: what was imported, decided and shown, kept so that it can be proved.

Services open a ``Store`` and hand its transaction to the modules beside it, one per aggregate.
"""

from store.engine import Store, Tx

__all__ = ["Store", "Tx"]
