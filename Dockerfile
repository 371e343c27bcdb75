# The bot as an image: `docker build -t session-bot .`; docs/deployment.md says how to run it.
ARG PYTHON=3.14-slim-trixie

FROM python:${PYTHON} AS build
WORKDIR /source
COPY requirements.txt requirements-dev.txt ./
# Of the second lock the tool alone that makes the wheel, in its locked version.
RUN sed -n '/^setuptools==/,/[^\\]$/p' requirements-dev.txt > build.txt \
    && python -m pip install --no-cache-dir --require-hashes -r build.txt \
    && python -m venv /opt/session-bot \
    && /opt/session-bot/bin/python -m pip install --no-cache-dir --require-hashes \
        --only-binary :all: -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY storage storage
RUN python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir wheels . \
    && /opt/session-bot/bin/python -m pip install --no-cache-dir --no-deps --no-index wheels/*.whl \
    && /opt/session-bot/bin/python -m pip uninstall --yes pip

FROM python:${PYTHON}
RUN groupadd --gid 10001 bot \
    && useradd --uid 10001 --gid bot --no-create-home --home-dir /data --shell /usr/sbin/nologin bot \
    && install --directory --owner bot --group bot --mode 0750 /data
COPY --from=build /opt/session-bot /opt/session-bot
ENV PATH=/opt/session-bot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/takeaways.db \
    HOST=0.0.0.0 \
    PORT=3000 \
    LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
# SIGTERM lets answers and digests under way finish; it reaches the bot, which is the first process.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; bot = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=3); bot.request('GET', '/healthz'); sys.exit(bot.getresponse().status != 200)"]
ENTRYPOINT ["session-bot"]
CMD ["run"]
