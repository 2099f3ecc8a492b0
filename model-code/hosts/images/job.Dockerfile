# What Azure ML runs steps in: it starts a command line by /bin/sh, which is why this image, unlike the scorer's, has one.
# Everything in it was built and pruned before: nothing is installed here.
# `mlops publish` builds on copies in the registry, whose tags are locked: the bytes of the first build stay. For others, such as a later
# patch under the same tag, write @sha256:… behind the tag: it is taken in by that digest, and the image is another version.
FROM docker.io/library/node:22.23.4-bookworm-slim
# The content hash of this folder: the image's tag.
ARG VERSION
LABEL org.opencontainers.image.title="job" \
      org.opencontainers.image.description="Steps of a model's lifecycle: prepare, train, evaluate, register, score" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="docker.io/library/node:22.23.4-bookworm-slim"
WORKDIR /app
COPY node_modules ./node_modules
COPY package.json package-lock.json sbom.cdx.json job.js job.js.map ./
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
USER 1000:1000
CMD ["node", "job.js", "--help"]
