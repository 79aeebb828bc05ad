# Three images: `recorded-api`, the source for work without the internet; `report`, the job that can write reports; and,
# last and so the default, `job`.
# Plain Dockerfile: any builder takes it. What changes seldom stands first, so that new code rebuilds in seconds.

FROM python:3.13-slim-trixie AS recorded-api
WORKDIR /srv
COPY local/ local/
USER 10001:10001
ENV PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
LABEL org.opencontainers.image.title="spacex-elt recorded API"
ENTRYPOINT ["python", "-m", "local.api", "--host", "0.0.0.0", "--port", "8000"]

# Byte code is compiled here: the job's file system is read-only, and each start would compile it anew.
FROM python:3.13-slim-trixie AS dependencies
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends binutils && rm -rf /var/lib/apt/lists/* \
 && python -m venv --without-pip /opt/spacex-elt
COPY requirements.lock .
# The wheels of zstandard and lz4 carry 27 MB of debugging symbols.
RUN pip --python /opt/spacex-elt/bin/python install --no-cache-dir --require-hashes --requirement requirements.lock \
 && strip --strip-unneeded /opt/spacex-elt/lib/python*/site-packages/zstandard/*.so \
      /opt/spacex-elt/lib/python*/site-packages/lz4/*.so /opt/spacex-elt/lib/python*/site-packages/lz4/*/*.so

FROM dependencies AS program
WORKDIR /build
COPY requirements-build.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements-build.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY job/ job/
COPY sql/ sql/
# Into a folder of its own, so that it is a layer of its own in the image: new code is a small pull.
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir . . \
 && pip --python /opt/spacex-elt/bin/python install --no-cache-dir --no-deps --no-index --root /program *.whl

FROM dependencies AS report-dependencies
COPY requirements-report.lock .
RUN pip --python /opt/spacex-elt/bin/python install --no-cache-dir --require-hashes --root /report --requirement requirements-report.lock

FROM python:3.13-slim-trixie AS job
ENV PATH=/opt/spacex-elt/bin:$PATH PYTHONDONTWRITEBYTECODE=1
COPY --from=dependencies /opt/spacex-elt /opt/spacex-elt
COPY --from=program /program /
USER 10001:10001
ENTRYPOINT ["spacex-elt"]
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="spacex-elt" \
      org.opencontainers.image.description="One ELT cycle: SpaceX launches from a REST API into PostgreSQL" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/spacex-elt/spacex-elt" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"

# The extra `report` is Vega-Lite and its JavaScript engine: twice the size, and nothing that a cycle needs.
FROM job AS report
COPY --from=report-dependencies /report /

# The last stage is what `docker build .` makes.
FROM job
