# pycos as an image: build → test → base → runtime, or emulator. `docker build .` fails when a test does.
# The command: docker build .    The local server: docker build --target emulator .
# scripts/prove-dockerfile runs these steps without Docker.

# ---- build: the compiler, the libraries' headers, and the package in a virtual environment for each image
FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
        build-essential \
        ca-certificates \
        cmake \
        libapr1-dev \
        libaprutil1-dev \
        libcurl4-openssl-dev \
        libmxml-dev \
        libssl-dev \
        openssl \
        pkg-config \
        python3 \
        python3-dev \
        python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY . /src
RUN python3 -m venv /opt/pycos \
    && /opt/pycos/bin/pip wheel --no-cache-dir --no-deps --wheel-dir /wheels /src \
    && /opt/pycos/bin/pip install --no-cache-dir "$(ls /wheels/*.whl)[cli,emulator]" \
    && python3 -m venv /opt/emulator \
    && /opt/emulator/bin/pip install --no-cache-dir "$(ls /wheels/*.whl)[cli,emulator-data]"

# ---- test: the whole suite, as a user who is not root, from the same sources
FROM build AS test
RUN apt-get update && apt-get install -y --no-install-recommends \
        chromium \
        chromium-driver \
        curl \
        valgrind \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home tester \
    && chown -R tester /src
USER tester
WORKDIR /src
RUN scripts/test && touch /tmp/tests-passed

# ---- base: no compiler, no headers, no root
FROM debian:12-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends \
        ca-certificates \
        libapr1 \
        libaprutil1 \
        libcurl4 \
        libmxml1 \
        libssl3 \
        python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home pycos \
    && mkdir /data \
    && chown pycos /data
# Makes this stage depend on the tests: without it a builder would leave them out.
COPY --from=test /tmp/tests-passed /opt/tests-passed
USER pycos
WORKDIR /home/pycos

# ---- emulator: the local server. Its keys: -e COS_EMULATOR_CREDENTIAL=id:key, else new ones in its first line
FROM base AS emulator
COPY --from=build /opt/emulator /opt/emulator
ENV PATH=/opt/emulator/bin:/usr/local/bin:/usr/bin:/bin
VOLUME /data
EXPOSE 9000 9443
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s CMD ["python3", "-c", "import http.client as h, sys; c = h.HTTPConnection('127.0.0.1', 9000, timeout=4); c.request('GET', '/_emulator/health'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["pycos", "emulator", "--host", "0.0.0.0", "--allow-remote", "--port", "9000", "--https-port", "9443", "--data", "/data"]

# ---- runtime: the command, for batch jobs. The last stage, thus what a plain `docker build .` makes
FROM base AS runtime
COPY --from=build /opt/pycos /opt/pycos
ENV PATH=/opt/pycos/bin:/usr/local/bin:/usr/bin:/bin
ENTRYPOINT ["pycos"]
