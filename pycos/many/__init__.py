"""Many small objects with one call: what is behind get_many, put_many and the like."""

from __future__ import annotations

from pycos.many.result import ItemResult

__all__ = ["ItemResult"]
