# The command `ossmock serve` in an image: `docker build --tag ossmock .`, then `docker run --publish 127.0.0.1:9000:9000 ossmock`.
FROM rust:1-slim-bookworm AS build
WORKDIR /ossmock
COPY . .
RUN cli/ship.sh

FROM debian:bookworm-slim
COPY --from=build /ossmock/target/shipped/ossmock /usr/local/bin/ossmock
# A volume that is mounted here can be written: `--volume oss:/var/lib/ossmock ossmock --state /var/lib/ossmock`.
RUN useradd --system ossmock && install --directory --owner=ossmock --mode=700 /var/lib/ossmock
USER ossmock
EXPOSE 9000
HEALTHCHECK --interval=1s --start-period=10s CMD ["ossmock", "health"]
# A container is reached from others, so the control plane wants a token: give one as OSSMOCK_TOKEN, or read it in the log.
ENTRYPOINT ["ossmock", "serve", "--listen", "0.0.0.0:9000", "--allow-remote"]
