# itb-chatbot: responders on TCP port 9000 (FastCGI), for nginx or Apache in front.
#
#   docker build -t itb-chatbot .          compose.yaml shows how to use it
#
# It reads PDF, HTML, Markdown and text.  Voice (ffmpeg, espeak-ng: several hundred MB more) and
# office documents (pandoc …) need an image of your own:
#
#   FROM itb-chatbot:1.0.0
#   USER root
#   RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg espeak-ng pandoc
#   USER 900:900
#
# Runs as any user, with a read-only root and no capabilities; /run/itb-chatbot
# is a tmpfs, /var/lib/itb-chatbot a volume that holds the knowledge.

FROM docker.io/library/debian:trixie-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc make autoconf automake pkgconf libc6-dev \
    libcurl4-openssl-dev libfcgi-dev libhiredis-dev libjson-c-dev libmd4c-dev libmd4c-html0-dev libpcre2-dev \
    libseccomp-dev libsodium-dev libsqlite3-dev libssl-dev libstemmer-dev libutf8proc-dev libwslay-dev libxml2-dev
COPY . /source
WORKDIR /source
RUN autoreconf -fi \
 && ./configure -q --prefix=/usr --sysconfdir=/etc --localstatedir=/var \
 && make -s -j"$(nproc)" \
 && make -s install-strip DESTDIR=/image \
 && rm -rf /image/usr/share/doc /image/usr/share/man
# a generation of the sample documents, served until another one is made
RUN DICT_DIR=share/dict ./itb-chatbot -c /dev/null ingest --knowledge /image/var/lib/itb-chatbot/knowledge share/sample \
 && rm -f /image/var/lib/itb-chatbot/knowledge/knowledge.db*

FROM docker.io/library/debian:trixie-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libfcgi-bin multiwatch spawn-fcgi \
    mupdf-tools \
    libcurl4t64 libfcgi0t64 libhiredis1.1.0 libjson-c5 libmd4c0 libmd4c-html0 libpcre2-8-0 libseccomp2 libsodium23 \
    libsqlite3-0 libssl3t64 libstemmer0d libutf8proc3 libwslay1 libxml2 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/*.log /var/log/apt /usr/share/doc /usr/share/man \
 && groupadd -r -g 900 itb-chatbot \
 && useradd -r -u 900 -g 900 -d /var/lib/itb-chatbot -s /usr/sbin/nologin itb-chatbot \
 && install -d -o 900 -g 900 -m 0750 /run/itb-chatbot
COPY --from=build --chown=900:900 /image/var/lib/itb-chatbot /var/lib/itb-chatbot
COPY --from=build /image/usr /usr
COPY --from=build /image/etc /etc
COPY packaging/container/entry packaging/container/health /usr/lib/itb-chatbot/

LABEL org.opencontainers.image.title="itb-chatbot" \
      org.opencontainers.image.description="Answers a university's questions from its own documents (FastCGI)" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="1.0.0"
ENV RESPONDERS=2 FCGI_PORT=9000
USER 900:900
WORKDIR /
VOLUME /var/lib/itb-chatbot
EXPOSE 9000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["/usr/lib/itb-chatbot/health"]
ENTRYPOINT ["/usr/lib/itb-chatbot/entry"]
