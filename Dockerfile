# The controller in an image, for docker-compose.yml. Any base with Node 20.19 or newer, npm, and Debian's perl-base will
# do; `npm run image` makes one where no registry answers.
ARG BASE=node:20-bookworm-slim
FROM ${BASE} AS build
# Where npm gets packages from, if that is not what the base says.
ARG NPM_CONFIG_REGISTRY
WORKDIR /faultline
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# Types are for whoever works on the sources: without looking at them it is quick.
RUN npm run build -- --noCheck && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${BASE}
WORKDIR /faultline
COPY --from=build /faultline/package.json ./
COPY --from=build /faultline/node_modules node_modules
COPY --from=build /faultline/dist dist
RUN ln -s /faultline/dist/cli/main.js /usr/local/bin/faultline
ENTRYPOINT ["node", "/faultline/dist/cli/main.js"]
CMD ["--help"]
