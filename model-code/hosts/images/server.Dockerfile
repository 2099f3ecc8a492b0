# What answers requests. Everything in it was built and pruned before: nothing is installed here, and no shell is left to run anything.
# `mlops publish` builds on copies in the registry, whose tags are locked: the bytes of the first build stay. For others, such as a later
# patch under the same tag, write @sha256:… behind the tag: it is taken in by that digest, and the image is another version.
FROM docker.io/library/node:22.23.4-bookworm-slim AS node

FROM gcr.io/distroless/cc-debian12:nonroot
# The content hash of this folder: the image's tag.
ARG VERSION
LABEL org.opencontainers.image.title="scorer" \
      org.opencontainers.image.description="Scores rows by the models that releases name" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="gcr.io/distroless/cc-debian12:nonroot"
COPY --from=node /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY node_modules ./node_modules
COPY package.json package-lock.json sbom.cdx.json server.js server.js.map ./
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/node"]
CMD ["server.js"]
