# The image of containers/Dockerfile with Renode's portable release, compared with its checksum.
# `harness container build --renode` passes both; the archive brings its own .NET runtime.
ARG BASE=harness
FROM ${BASE}
ARG RENODE_URL
ARG RENODE_SHA256

USER root
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates curl libicu72 \
    && rm -rf /var/lib/apt/lists/* \
    && curl --fail --location --silent --show-error --output /tmp/renode.tar.gz "${RENODE_URL}" \
    && echo "${RENODE_SHA256}  /tmp/renode.tar.gz" | sha256sum --check --quiet \
    && mkdir /opt/renode \
    && tar --extract --file /tmp/renode.tar.gz --directory /opt/renode --strip-components 1 \
    && rm /tmp/renode.tar.gz \
    && ln -s /opt/renode/renode /usr/local/bin/renode
USER harness
