# One image for every service, the sandbox and the commands beside them; what a container runs is said where it is started:
#   node services/<name>/src/main.ts
# Node runs the TypeScript as it stands, so nothing is built: the first stage installs, the second is what runs.

FROM node:24.21.0-bookworm-slim AS installed
ENV CI=true
RUN npm install --global pnpm@12.21.0
WORKDIR /app
# From the lockfile alone into pnpm's store, so that packages are fetched again only when it changes.
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
RUN pnpm fetch --prod && rm -r node_modules
COPY . .
RUN pnpm install --offline --prod --frozen-lockfile --filter-prod '{./services/*}...' --filter-prod '{./apps/*}...'

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
# Where the sandbox keeps its journal; a volume that is mounted here takes over the owner.
RUN install --directory --owner=node --group=node /data
WORKDIR /app
# Owned by root: the processes cannot change their own code.
COPY --from=installed /app ./
USER node
