# The executable on a base with glibc and little else, as a user without rights. It is made outside, in the clone:
#
#   npm ci && npm run build:standalone
#   docker build -f Dockerfile --target tool -t redis-hostport dist/standalone    # post-render, lint, alerts
#   docker build -f Dockerfile -t redis-hostport:verify dist/standalone           # with kubectl: verify -n NAMESPACE
#
# Other bases and another kubectl (one minor version from the API server's, at most): --build-arg BASE=… KUBECTL=…
ARG BASE=gcr.io/distroless/base-nossl-debian12:nonroot
ARG KUBECTL=registry.k8s.io/kubectl:v1.34.4

FROM ${KUBECTL} AS kubectl

FROM ${BASE} AS tool
# For linux/arm64: redis-hostport-linux-arm64
ARG PROGRAM=redis-hostport
COPY THIRD-PARTY-LICENSES /usr/share/doc/redis-hostport/
COPY ${PROGRAM} /usr/local/bin/redis-hostport
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/redis-hostport"]

FROM tool
COPY --from=kubectl /bin/kubectl /usr/local/bin/
