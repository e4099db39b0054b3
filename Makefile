# Thin: each target is the script of its name.
.PHONY: setup test c-test lint demo bench ci clean

setup test c-test lint demo bench:
	scripts/$@

ci:
	.ci/run

clean:
	rm -rf build dist .venv *.egg-info cos_c/_native.abi3.so
