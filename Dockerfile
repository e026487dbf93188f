# The base is known by its digest alone, so there is no build without one. How to look it up and
# what to do with it: docs/operating.md, "In containers".
ARG PYTHON_DIGEST

FROM python:3.11-slim-bookworm@${PYTHON_DIGEST} AS build
WORKDIR /src
COPY requirements-build.lock requirements.lock ./
RUN python3 -m venv /opt/build
RUN /opt/build/bin/python -m pip --disable-pip-version-check -qq install --require-hashes -r requirements-build.lock
RUN python3 -m venv --without-pip /opt/kopuro
RUN /opt/build/bin/uv pip install --quiet --python /opt/kopuro/bin/python --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY admin admin
COPY content content
COPY locales locales
RUN /opt/build/bin/python -m hatchling build -t wheel
RUN /opt/build/bin/uv pip install --quiet --python /opt/kopuro/bin/python --no-deps dist/kopuro-*.whl
RUN /opt/kopuro/bin/kopuro check

FROM python:3.11-slim-bookworm@${PYTHON_DIGEST}
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin kopuro \
    && install -d -m 700 -o kopuro /var/lib/kopuro
COPY --from=build /opt/kopuro /opt/kopuro
# Nothing is written but the database, and that only where no PostgreSQL is given.
ENV PATH=/opt/kopuro/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    KOPURO_LISTEN=0.0.0.0:8080
WORKDIR /var/lib/kopuro
USER 10001
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD \
    ["python3", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["kopuro"]
CMD ["run"]
