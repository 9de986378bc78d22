# The worker, the receiver and the server in one image: docs/worker.md says how to run it.

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json ./
COPY scripts ./scripts
COPY connectors ./connectors
COPY src ./src
# The door for users' tests hands out the contract suites.
COPY test ./test
RUN node scripts/build.ts --library && npm prune --omit=dev

FROM node:24-slim
# git: a file source reads a checkout by it. tini: reaps what is left behind, and hands signals on.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates git tini \
  && apt-get clean \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node /data /work
WORKDIR /opt/twigkit
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist

ENV NODE_ENV=production \
  TWIGKIT_DATA=/data
USER node
# twigkit.yaml and what it names by a relative path are mounted here.
WORKDIR /work
VOLUME ["/data"]
EXPOSE 7878 7879
HEALTHCHECK --interval=30s --timeout=5s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7879/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "/opt/twigkit/dist/cli.js"]
CMD ["worker", "--host", "0.0.0.0", "--log", "json"]
