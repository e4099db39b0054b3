# What the README promises: on a machine with nothing but bash and apt, one command sets everything up and does
# the main job; the second time it is quick. Carried out by scripts/prove-bare-machine.
FROM debian:12-slim AS bare
COPY . /pycos
WORKDIR /pycos
RUN scripts/demo
RUN scripts/demo --size 256MiB
