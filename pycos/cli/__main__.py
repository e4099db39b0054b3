"""`python -m pycos.cli`: the same as `pycos`."""

from pycos.cli import main

main()
