# The controller in an image, for docker-compose.yml. Any base with Node 20.19 or newer and Debian's perl-base will do.
ARG BASE=node:20-bookworm-slim
FROM ${BASE}
WORKDIR /faultline
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build
ENTRYPOINT ["node", "dist/cli/main.js"]
